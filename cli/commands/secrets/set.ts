import { text } from 'node:stream/consumers'
import { EvenkeelError } from '../../../engine/errors/error.ts'
import { Secret } from '../../../engine/secrets.ts'
import { loadStore } from '../../../inventory/secrets/load-store.ts'
import { secretNameProblem } from '../../../inventory/secrets/secret-name.ts'
import { writeStore } from '../../../inventory/secrets/write-store.ts'
import { exitCode } from '../../exit-codes.ts'
import type { Io } from '../../io.ts'
import type { CommandLine } from '../../parse/command.ts'
import { asker, askTwice } from '../../run/secrets/ask.ts'
import { openStore } from '../../run/secrets/open-store.ts'

/** Stores one value: asked for on a terminal, else read from standard input without one newline at its end. */
export async function setSecret({ positionals: [name = ''], flags }: CommandLine, io: Io): Promise<number> {
  const problem = secretNameProblem(name)
  if (problem !== undefined) throw new EvenkeelError('usage', problem)
  const { file, text: before } = await loadStore(flags.inventory ?? '')
  const store = await openStore(file, flags, io, asker(io))
  const value = io.stdin.isTTY === true ? await askTwice(asker(io), `Value of ${name}`) : await piped(io)
  if (value === '') throw new EvenkeelError('usage', `The value of ${name} is empty. Nothing was changed.`)
  await writeStore(await store.with(new Map([[name, value]])), before)
  const done = file.values.has(name) ? 'has a new value' : 'is stored'
  io.stderr.write(`${name} ${done} in ${file.path}.\n`)
  return exitCode('done')
}

async function piped(io: Io): Promise<string> {
  const read = await text(io.stdin)
  return new Secret(read.replace(/\r?\n$/, ''), 'standard input').reveal()
}
