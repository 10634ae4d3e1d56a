import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { EvenkeelError } from '../engine/errors/error.ts'

export interface CommandOptions {
  readonly input?: string
  readonly environment?: NodeJS.ProcessEnv
}

/** Runs a program on this machine and returns its standard output. Throws `lab` with the program's output if it fails. */
export async function runProgram(
  program: string,
  words: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const child = spawn(program, words, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C.UTF-8', ...options.environment },
  })
  const output: Buffer[] = []
  const errors: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk))
  // A program may end without reading its input: its status counts, not the broken pipe.
  child.stdin.on('error', () => {})
  child.stdin.end(options.input ?? '')
  const status = await statusOf(child, program)
  if (status === 0) return Buffer.concat(output).toString()
  const message = `${Buffer.concat(errors)}`.trim() || `${Buffer.concat(output)}`.trim()
  throw new EvenkeelError(
    'lab',
    `Cannot run ${[program, ...words].join(' ')}: status ${status}\n${message.slice(-4_000)}`,
  )
}

/** True if the program ends with status 0. */
export async function succeeds(program: string, words: readonly string[]): Promise<boolean> {
  return runProgram(program, words).then(
    () => true,
    () => false,
  )
}

/** Waits until a child ends. Returns its exit status or, as in a shell, 128 plus the number of the signal. */
export function statusOf(child: ReturnType<typeof spawn>, program: string): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  child.once('error', (cause) =>
    reject(new EvenkeelError('lab', `Cannot start ${program}: ${cause.message}`, { cause })),
  )
  child.once('close', (status, signal) => resolve(status ?? 128 + constants.signals[signal ?? 'SIGKILL']))
  return promise
}
