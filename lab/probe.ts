import { spawn } from 'node:child_process'
import { extname } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { statusOf } from './command.ts'
import type { Login } from './login.ts'

/** A file of this folder: a .ts file, or the .js file built from it. */
const PROGRAM = fileURLToPath(new URL(`./ssh-probe${extname(import.meta.filename)}`, import.meta.url))

/** Asks hosts for the greeting of an ssh server, until all have answered, for so many milliseconds, or until it is over. */
export async function probe(
  inside: readonly string[],
  logins: readonly Login[],
  limit: number,
  answered: (host: string) => void,
  over?: AbortSignal,
): Promise<void> {
  if (logins.length === 0) return
  const targets = logins.map(({ host, hostName, port }) => `${host}=${hostName}:${port}`)
  const [program = '', ...words] = [...inside, process.execPath, PROGRAM, String(limit), ...targets]
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'inherit'] })
  createInterface({ input: child.stdout }).on('line', answered)
  over?.addEventListener('abort', () => child.kill())
  await statusOf(child, program)
}
