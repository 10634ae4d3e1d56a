import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { EvenkeelError } from '../../../engine/errors/error.ts'
import { storePath } from '../../../inventory/secrets/load-store.ts'
import { writeStore } from '../../../inventory/secrets/write-store.ts'
import { exitCode } from '../../exit-codes.ts'
import type { Io } from '../../io.ts'
import type { CommandLine } from '../../parse/command.ts'
import { newStore } from '../../run/secrets/new-store.ts'
import { clean } from '../../view/clean.ts'

/** Makes an empty file of secrets, for the operator's own key or a passphrase, and for further recipients. */
export async function initSecrets({ flags }: CommandLine, io: Io): Promise<number> {
  const path = storePath(flags.inventory ?? '')
  if ((await stat(path).catch(() => undefined)) !== undefined) {
    const hint = 'evenkeel secrets rekey adds and removes recipients.'
    throw new EvenkeelError('input', `${path} is there already. Nothing was changed.`, { hint })
  }
  await refuseWithoutFolder(path)
  const file = await newStore(path, new Map(), flags, io)
  await writeStore(file, undefined)
  const lines = [`${path} is made, encrypted to:`, ...file.recipients.map((one) => `  ${one}`)]
  io.stderr.write(clean(`${lines.join('\n')}\nNext: evenkeel secrets set NAME -i ${flags.inventory}\n`))
  return exitCode('done')
}

/** Before a key is made, which would be for nothing. */
async function refuseWithoutFolder(path: string): Promise<void> {
  const folder = await stat(dirname(path)).catch(() => undefined)
  if (folder?.isDirectory()) return
  throw new EvenkeelError('input', `Cannot make ${path}: there is no folder ${dirname(path)}. Nothing was changed.`)
}
