import { stat } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { dirname } from 'node:path'
import { EvenkeelError } from '../../../engine/errors/error.ts'
import { storePath } from '../../../inventory/secrets/load-store.ts'
import { recipientOf } from '../../../inventory/secrets/recipients.ts'
import { storeOf } from '../../../inventory/secrets/store.ts'
import { writeStore } from '../../../inventory/secrets/write-store.ts'
import { exitCode } from '../../exit-codes.ts'
import type { Io } from '../../io.ts'
import type { CommandLine } from '../../parse/command.ts'
import { asker } from '../../run/secrets/ask.ts'
import { newPassphrase } from '../../run/secrets/new-passphrase.ts'
import { keysForNewStore } from '../../run/secrets/own-keys.ts'
import { uniqueRecipients } from '../../run/secrets/unique-recipients.ts'
import { clean } from '../../view/clean.ts'

/** Makes an empty file of secrets, for the operator's own key or a passphrase, and for further recipients. */
export async function initSecrets({ flags }: CommandLine, io: Io): Promise<number> {
  const path = storePath(flags.inventory ?? '')
  if ((await stat(path).catch(() => undefined)) !== undefined) {
    const hint = 'evenkeel secrets rekey adds and removes recipients.'
    throw new EvenkeelError('input', `${path} is there already. Nothing was changed.`, { hint })
  }
  await refuseWithoutFolder(path)
  const further = await Promise.all(flags.recipient.map(recipientOf))
  const passphrase = flags.passphrase ? await newPassphrase(asker(io)) : undefined
  const own = flags.passphrase ? [] : await keysForNewStore(flags, io, asker(io))
  const ours = await Promise.all(own.map(({ recipient }) => recipientOf(`${recipient} ${userInfo().username}`)))
  const recipients = uniqueRecipients([...(passphrase === undefined ? ours : [passphrase.recipient]), ...further])
  const passphraseKey = passphrase?.passphraseKey
  const file = await storeOf(path, { recipients, passphraseKey, values: new Map() })
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
