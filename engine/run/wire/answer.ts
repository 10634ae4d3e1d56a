import { EvenkeelError } from '../../errors/error.ts'
import type { CommandResult } from '../../host/connection.ts'

/** Throws `lost` for a result without an exit status, `step` for one with another status than 0. */
export function refuseFailure(result: CommandResult, host: string, action: string): void {
  if (result.status !== 0) throw failureOf(result, host, action)
}

export function failureOf(result: CommandResult, host: string, action: string): EvenkeelError {
  if (result.status === undefined)
    return new EvenkeelError('lost', `Lost ${host} during a command to ${action}: the command's effect is unknown`, {
      host,
    })
  const reason = result.stderr.trim() || result.stdout.trim() || `status ${result.status}`
  return new EvenkeelError('step', `${host} could not ${action}: ${reason}`, { host })
}

export function isLost(error: unknown): boolean {
  return error instanceof EvenkeelError && error.code === 'lost'
}
