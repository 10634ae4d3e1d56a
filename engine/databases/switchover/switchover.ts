import type { Controller } from '../../controller.ts'
import type { DescribedPairs } from '../described-pairs.ts'
import { PairOperation } from '../operation.ts'
import { readDirection } from './direction.ts'
import { Move } from './move.ts'
import type { SwitchoverReport } from './report.ts'

export interface SwitchoverOptions {
  /** The host that shall take writes; undefined for the standby of the only pair. */
  readonly to?: string | undefined
  readonly dryRun: boolean
  /** Asks the user once nothing is in the way; throws `declined`. */
  consent(from: string, to: string): Promise<void>
}

/**
 * Moves the writer of a database pair without a lost transaction. Throws what is refused before the old writer closes.
 * Until the VIP moves, a failure opens the old writer again; after that it goes on, as the new one may have taken writes.
 * The deadlines of the guards end all of it by themselves if this controller dies.
 */
export async function switchover(
  described: DescribedPairs,
  controller: Controller,
  options: SwitchoverOptions,
): Promise<SwitchoverReport> {
  const operation = await PairOperation.open(described, options.to, controller)
  try {
    const direction = await readDirection(operation, options.to)
    if ('already' in direction) {
      const { host } = direction.already
      return { outcome: 'nothing', from: host, to: host, phases: [] }
    }
    const [from, to] = [direction.from.host, direction.to.host]
    if (!options.dryRun) {
      await options.consent(from, to)
      await operation.pool.connectClients(described.clients)
      await operation.lock()
    }
    const move = new Move(operation, from, to)
    const behind = await move.refuseObstacles(options.to)
    if (options.dryRun) return { outcome: 'possible', from, to, behind, phases: operation.phases }
    return { ...(await move.carryOut()), behind }
  } finally {
    await operation.close()
  }
}
