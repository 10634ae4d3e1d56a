import { EvenkeelError } from '../../engine/errors/error.ts'
import { Secret } from '../../engine/secrets.ts'
import type { Io } from '../io.ts'
import { clean } from './clean.ts'

/** True if a person can answer: standard input and error are a terminal. */
export function isInteractive(io: Io): boolean {
  return io.stdin.isTTY === true && io.stderr.isTTY === true
}

/** Asks yes or no; no is the default, and Ctrl-C is a no. */
export async function confirm(io: Io, message: string): Promise<boolean> {
  const { default: confirmation } = await import('@inquirer/confirm')
  return await answered(confirmation({ message: clean(message), default: false }, streams(io)), false)
}

/** Asks for a secret, which is not shown. Returns undefined if the question is cancelled. */
export async function askSecret(io: Io, message: string, source: string): Promise<Secret | undefined> {
  const { default: password } = await import('@inquirer/password')
  const answer = await answered(password({ message: clean(message), mask: false }, streams(io)), undefined)
  return answer === undefined ? undefined : new Secret(answer, source)
}

/** The streams of a question. Standard output is for the result of the command. */
export function streams(io: Io): { input: NodeJS.ReadableStream; output: NodeJS.WritableStream; signal: AbortSignal } {
  return { input: io.stdin, output: io.stderr, signal: io.interrupted }
}

const CANCELLED = new Set(['ExitPromptError', 'AbortPromptError', 'CancelPromptError'])

/** The answer, or another value if the question is cancelled. */
export async function answered<Answer, Otherwise>(
  question: Promise<Answer>,
  otherwise: Otherwise,
): Promise<Answer | Otherwise> {
  try {
    return await question
  } catch (error) {
    if (error instanceof Error && CANCELLED.has(error.name)) return otherwise
    throw new EvenkeelError('bug', 'Cannot ask on this terminal.', { cause: error })
  }
}
