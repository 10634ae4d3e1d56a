import { loadStore } from '../../../inventory/secrets/load-store.ts'
import { exitCode } from '../../exit-codes.ts'
import type { Io } from '../../io.ts'
import type { CommandLine } from '../../parse/command.ts'
import { clean } from '../../view/clean.ts'
import { printJson } from '../../view/json.ts'

/** Prints the names of the secrets, and to whom they are encrypted; needs no key. */
export async function listSecrets({ flags }: CommandLine, io: Io): Promise<number> {
  const { file } = await loadStore(flags.inventory ?? '')
  const names = [...file.values.keys()]
  if (flags.json) printJson(io.stdout, { file: file.path, names, recipients: file.recipients })
  else {
    for (const name of names) io.stdout.write(`${name}\n`)
    io.stderr.write(clean(['Encrypted to:', ...file.recipients.map((one) => `  ${one}`), ''].join('\n')))
  }
  return exitCode('done')
}
