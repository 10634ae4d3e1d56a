import { spawn } from 'node:child_process'
import { statusOf } from './command.ts'

/** Runs a command on this terminal. Returns its exit status, or 128 plus the signal's number. */
export async function attached([program = '', ...words]: readonly string[]): Promise<number> {
  const child = spawn(program, words, { stdio: 'inherit' })
  return outlasting(child, () => statusOf(child, program))
}

/** Ctrl-C reaches the child through the terminal; this process ends only after it. */
export async function outlasting<Result>(
  child: ReturnType<typeof spawn>,
  work: () => Promise<Result>,
): Promise<Result> {
  const ignore = (): void => {}
  const forward = (signal: NodeJS.Signals): void => void child.kill(signal)
  process.on('SIGINT', ignore).on('SIGTERM', forward).on('SIGHUP', forward)
  try {
    return await work()
  } finally {
    process.off('SIGINT', ignore).off('SIGTERM', forward).off('SIGHUP', forward)
  }
}
