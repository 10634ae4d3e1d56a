import { EvenkeelError } from '../errors/error.ts'
import { settleAll } from '../parallel.ts'
import type { Session } from '../session.ts'
import type { HostRun } from './host-run.ts'
import { requestStop } from './remote.ts'

/** Does a batch's work; when the user asks to stop meanwhile, its hosts stop before their next step. */
export async function stoppable<Result>(
  session: Session,
  runs: readonly HostRun[],
  work: () => Promise<Result>,
): Promise<Result> {
  const { stop, forks } = session.means
  const pass = () => void settleAll(runs, forks, (run) => requestStop(session, run.host, run.header.run))
  stop?.addEventListener('abort', pass, { once: true })
  try {
    return await work()
  } finally {
    stop?.removeEventListener('abort', pass)
  }
}

/** Why the run goes no further, where the user asked it to stop. */
export function stopped(session: Session): EvenkeelError | undefined {
  if (!session.means.stop?.aborted) return undefined
  return new EvenkeelError('declined', 'Stopped as you asked: what this run did is taken back')
}
