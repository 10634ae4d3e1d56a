import type { Check } from '../check.ts'
import type { DescribedPlay } from '../description.ts'
import type { HostPool } from '../host-pool.ts'
import type { RunCommand } from '../journal/header.ts'
import type { HostReading } from '../probe.ts'
import type { Resource } from '../resources/resource.ts'
import type { Plan } from './plan.ts'
import type { RecordOnly, Want } from './want.ts'

/** The work of one play on one host. */
export interface HostWork {
  readonly host: string
  /** In the order in which they are converged. */
  readonly wants: readonly Want[]
  /** Resources that stay as they are, and whose record changes. */
  readonly recordOnly?: readonly RecordOnly[] | undefined
  /** Services of a run that is rolled back: they reload after the resources that they watched are restored. */
  readonly watchers?: readonly Resource[] | undefined
}

/** The work of one play, batch after batch. The hosts of a batch change at the same time. */
export interface PlayWork {
  readonly name: string
  readonly batches: readonly (readonly HostWork[])[]
  checks(applied: readonly string[]): readonly Check[]
  readonly around?: Around | undefined
}

/** Makes changes on other hosts of the run, all at the same time, and proves them. Throws their first failure. */
export type ChangeBeside = (works: readonly HostWork[]) => Promise<void>

/** What happens on other hosts before each batch of a play, and is taken back after its checks. */
export interface Around {
  /** The hosts that it may change: they belong to the run, too. */
  readonly hosts: readonly string[]
  /** Throws if the batch must not begin. Returns what ends it. */
  enter(batch: readonly string[], change: ChangeBeside): Promise<() => Promise<void>>
}

/** Returns what happens around the batches of a play, if anything. Throws `usage`. */
export type AroundPlay = (pool: HostPool, play: DescribedPlay) => Around | undefined

/** A plan with everything that a rollout needs: wants, readings and connections. The plan alone is plain data. */
export interface Work {
  readonly plan: Plan
  readonly pool: HostPool
  readonly command: RunCommand
  /** See `RunHeader.about`. */
  readonly about?: string | undefined
  readonly rollbackOf: string | undefined
  readonly plays: readonly PlayWork[]
  /** The reading of each host at the time of the plan, with the wants of all plays. */
  readonly readings: ReadonlyMap<string, HostReading>
  /** All hosts that the playbook now describes; each host records them. */
  readonly members: readonly string[]
}

/** The wants of a host in all plays, each resource once. */
export function wantsOf(plays: readonly PlayWork[], host: string): Want[] {
  const all = plays.flatMap((play) => play.batches.flat().filter((work) => work.host === host))
  return [...new Map(all.flatMap((work) => work.wants.map((want) => [want.resource.id, want]))).values()]
}

/** The resources of a host of which only the record changes. */
export function recordOnlyOf(plays: readonly PlayWork[], host: string): RecordOnly[] {
  const all = plays.flatMap((play) => play.batches.flat().filter((work) => work.host === host))
  return all.flatMap(({ recordOnly = [] }) => recordOnly)
}

export function hostsOf(plays: readonly PlayWork[]): string[] {
  return [...new Set(plays.flatMap((play) => play.batches.flat().map((work) => work.host)))]
}

/** The hosts of a play that change together, in their order. */
export function inBatches<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  )
}
