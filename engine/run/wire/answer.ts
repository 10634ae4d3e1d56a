import { EvenkeelError } from '../../errors/error.ts'
import type { CommandResult } from '../../host/connection.ts'

/** Throws `lost` for a result without a status, `step` for a failed one. */
export function refuseBroken(result: CommandResult, host: string, what: string): void {
  if (result.status !== 0) throw broken(result, host, what)
}

export function broken(result: CommandResult, host: string, what: string): EvenkeelError {
  if (result.status === undefined)
    return new EvenkeelError('lost', `Lost ${host} while it was asked to ${what}: what it did is unknown`, { host })
  const words = result.stderr.trim() || result.stdout.trim() || `status ${result.status}`
  return new EvenkeelError('step', `${host} could not ${what}: ${words}`, { host })
}

export function isLost(error: unknown): boolean {
  return error instanceof EvenkeelError && error.code === 'lost'
}
