import { EvenkeelError } from '../../errors/error.ts'
import type { HostPool } from '../../host-pool.ts'
import { settleAll } from '../../parallel.ts'
import { requestStop } from '../wire/send.ts'
import type { HostRun } from './host-run.ts'

/** Milliseconds between two requests to a host: a request has no effect before the host has the run's folder. */
const REPEAT = 2000

/** Runs `work` for a batch; if the user asks to stop meanwhile, the hosts of the batch stop before their next step. */
export async function withStopRequests<Result>(
  pool: HostPool,
  runs: readonly HostRun[],
  work: () => Promise<Result>,
): Promise<Result> {
  const { stop, forks } = pool.controller
  let repeating: NodeJS.Timeout | undefined
  const request = () => void settleAll(runs, forks, (run) => requestStop(pool, run.host, run.header.run))
  const begin = () => {
    request()
    repeating = setInterval(request, REPEAT)
  }
  if (stop?.aborted) begin()
  else stop?.addEventListener('abort', begin, { once: true })
  try {
    return await work()
  } finally {
    stop?.removeEventListener('abort', begin)
    clearInterval(repeating)
  }
}

/** The error of a run that the user asked to stop; undefined if nobody did. */
export function stopError(pool: HostPool): EvenkeelError | undefined {
  if (!pool.controller.stop?.aborted) return undefined
  return new EvenkeelError('declined', 'Stopped as you asked: this run is reverted')
}
