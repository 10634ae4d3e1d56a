import { loadStore } from '../../../inventory/secrets/load-store.ts'
import { exitCode } from '../../exit-codes.ts'
import type { Io } from '../../io.ts'
import type { CommandLine } from '../../parse/command.ts'
import { asker } from '../../run/secrets/ask.ts'
import { openStore } from '../../run/secrets/open-store.ts'

/** Prints one value and a newline: the only command that prints a secret. */
export async function getSecret({ positionals: [name = ''], flags }: CommandLine, io: Io): Promise<number> {
  const { file } = await loadStore(flags.inventory ?? '')
  const store = await openStore(file, flags, io, asker(io))
  const value = await store.read(name)
  io.stdout.write(flags.json ? `${JSON.stringify({ name, value })}\n` : `${value}\n`)
  return exitCode('done')
}
