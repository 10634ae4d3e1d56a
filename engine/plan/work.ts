import type { Check } from '../check.ts'
import type { HostPool } from '../host-pool.ts'
import type { HostReading } from '../probe.ts'
import type { Resource } from '../resources/resource.ts'
import type { Plan } from './plan.ts'
import type { Want } from './want.ts'

/** One play's wants for one host. */
export interface HostWork {
  readonly host: string
  /** In the order in which they are made. */
  readonly wants: readonly Want[]
  /** Services of a run that is taken back: they reload when what they watched goes back. */
  readonly watchers?: readonly Resource[] | undefined
}

/** Work in the order in which hosts change: batch after batch, the hosts of one batch together. */
export interface PlayWork {
  readonly name: string
  readonly batches: readonly (readonly HostWork[])[]
  checks(applied: readonly string[]): readonly Check[]
}

/** A plan with everything that is needed to carry it out. */
export interface Work {
  readonly plan: Plan
  readonly pool: HostPool
  readonly command: 'apply' | 'rollback' | 'remove'
  readonly rollbackOf: string | undefined
  readonly plays: readonly PlayWork[]
  /** What every host answered about all its wants, of all plays, when the plan was made. */
  readonly readings: ReadonlyMap<string, HostReading>
  /** All hosts that the playbook now describes, for the hosts' records. */
  readonly members: readonly string[]
}

/** All wants of a host over all plays, each resource once. */
export function wantsOf(plays: readonly PlayWork[], host: string): Want[] {
  const all = plays.flatMap((play) => play.batches.flat().filter((work) => work.host === host))
  return [...new Map(all.flatMap((work) => work.wants.map((want) => [want.resource.id, want]))).values()]
}

export function hostsOf(plays: readonly PlayWork[]): string[] {
  return [...new Set(plays.flatMap((play) => play.batches.flat().map((work) => work.host)))]
}
