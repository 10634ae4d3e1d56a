import { EvenkeelError } from '../../errors/error.ts'
import type { HostPool } from '../../host-pool.ts'
import { settleAll } from '../../parallel.ts'
import { requestStop } from '../wire/runner.ts'
import type { HostRun } from './host-run.ts'

/** Milliseconds after which a host is asked again: before its run's folder is there, nobody hears it. */
const AGAIN = 2000

/** Does a batch's work; when the user asks to stop meanwhile, its hosts stop before their next step. */
export async function stoppable<Result>(
  pool: HostPool,
  runs: readonly HostRun[],
  work: () => Promise<Result>,
): Promise<Result> {
  const { stop, forks } = pool.controller
  let repeating: NodeJS.Timeout | undefined
  const pass = () => void settleAll(runs, forks, (run) => requestStop(pool, run.host, run.header.run))
  const begin = () => {
    pass()
    repeating = setInterval(pass, AGAIN)
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

/** Why the run goes no further, where the user asked it to stop. */
export function stopped(pool: HostPool): EvenkeelError | undefined {
  if (!pool.controller.stop?.aborted) return undefined
  return new EvenkeelError('declined', 'Stopped as you asked: what this run did is taken back')
}
