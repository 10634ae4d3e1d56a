import { type Difference, differenceOf } from '../../errors/difference.ts'
import { EvenkeelError, throwIfAny } from '../../errors/error.ts'
import { workOnAll } from '../../parallel.ts'
import { type Change, changesFor, redactorOf } from '../../plan/change.ts'
import { type Plan, type PlannedChange, type PlannedHost, plannedHosts } from '../../plan/plan.ts'
import { type Work, wantsOf } from '../../plan/work.ts'
import { type HostReading, readResources } from '../../probe.ts'
import { type Json, sameState } from '../../resources/resource.ts'

/**
 * Reads the hosts once more. A planned change that somebody else has made since is left out of the run; any other
 * difference from the plan throws `stale`, with the planned state and the state found.
 */
export async function rereadHosts(work: Work, hosts: readonly string[]): Promise<Map<string, HostReading>> {
  const read = await workOnAll(hosts, work.pool.controller.forks, async (host) => {
    const resources = wantsOf(work.plays, host).map((want) => want.resource)
    const now = await readResources(work.pool, host, resources, false)
    const planned = work.readings.get(host)
    if (planned !== undefined && now.digest !== planned.digest) await refuseUnplanned(work, host, planned, now)
    return [host, now] as const
  })
  return new Map(read)
}

/** Throws `stale` for a change that differs from the changes at the time of the plan. */
async function refuseUnplanned(work: Work, host: string, planned: HostReading, now: HostReading): Promise<void> {
  const { plays, pool, plan } = work
  const wants = wantsOf(plays, host)
  const statesOf = ({ want, before, after }: Change) => ({ id: want.resource.id, before, after })
  const expected = changesFor(wants, planned).map(statesOf)
  const unplanned = changesFor(wants, now).filter((change) => !isAmong(expected, statesOf(change)))
  if (unplanned.length === 0) return
  const resources = unplanned.map(({ want }) => want.resource)
  const { previews } = await readResources(pool, host, resources, true)
  const shown = unplanned.map(({ want, before }) => {
    const { resource, to } = want
    const found = redactorOf(want, before).stateLines(before, previews.get(resource.id))
    const change = plannedChanges(plan, host).find(({ id }) => id === resource.id)
    return differenceOf(resource, change?.beforeLines ?? resource.stateLines(to, undefined), found)
  })
  throw stale(host, shown)
}

function plannedChanges(plan: Plan, host: string): PlannedHost['changes'] {
  return plannedHosts(plan)
    .filter((planned) => planned.host === host)
    .flatMap((planned) => planned.changes)
}

/** The states of one resource before and after: of a change, or of a planned change. */
interface StateChange {
  readonly id: string
  readonly before: Json
  readonly after: Json
}

function isAmong(expected: readonly StateChange[], { id, before, after }: StateChange): boolean {
  const same = expected.find((one) => one.id === id)
  return same !== undefined && sameState(same.before, before) && sameState(same.after, after)
}

/** Throws `stale` for each host, with the differences, unless a saved plan still holds for its hosts. */
export function refuseStalePlan(saved: Plan, now: Plan): void {
  if (saved.description !== now.description)
    throw new EvenkeelError(
      'stale',
      'Cannot apply the saved plan: the playbook or the inventory has changed since it was made',
      {
        hint: `It was made at ${saved.made} for "${saved.playbook}". Make a new plan and read it.`,
      },
    )
  const changes = Map.groupBy(
    plannedHosts(now).flatMap(({ host, changes }) => changes.map((change) => ({ host, change }))),
    ({ host }) => host,
  )
  throwIfAny(
    [...changes].flatMap(([host, all]) =>
      staleOn(
        host,
        saved,
        all.map(({ change }) => change),
      ),
    ),
  )
}

/** The error about the changes of a host that the saved plan does not have; nothing if it has all of them. */
function staleOn(host: string, saved: Plan, changes: readonly PlannedChange[]): EvenkeelError[] {
  const expected = plannedChanges(saved, host)
  const unplanned = changes.filter((change) => !isAmong(expected, change))
  if (unplanned.length === 0) return []
  const differences = unplanned.map((change) => {
    const planned = expected.find(({ id }) => id === change.id)
    return differenceOf(change, planned?.beforeLines ?? change.afterLines, change.beforeLines)
  })
  return [stale(host, differences)]
}

function stale(host: string, differences: readonly Difference[]): EvenkeelError {
  return new EvenkeelError(
    'stale',
    `Cannot apply the plan: ${host} has changed since it was made (- as planned, + as it is now)`,
    { host, differences, hint: 'Make a new plan and read it.' },
  )
}
