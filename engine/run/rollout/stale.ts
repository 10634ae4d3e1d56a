import { EvenkeelError } from '../../errors/error.ts'
import { workOnAll } from '../../parallel.ts'
import { type Change, changesFor, redactorOf } from '../../plan/change.ts'
import { type Plan, type PlannedHost, plannedHosts } from '../../plan/plan.ts'
import { type Work, wantsOf } from '../../plan/work.ts'
import { type HostReading, readResources } from '../../probe.ts'
import { digestRedactorOf } from '../../redaction.ts'
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
    if (planned !== undefined && now.digest !== planned.digest) refuseUnplanned(work, host, planned, now)
    return [host, now] as const
  })
  return new Map(read)
}

/** Throws `stale` for a change that differs from the changes at the time of the plan. */
function refuseUnplanned({ plays, pool }: Work, host: string, planned: HostReading, now: HostReading): void {
  const wants = wantsOf(plays, host)
  const differenceOf = ({ want, before, after }: Change) => ({ id: want.resource.id, before, after })
  const expected = changesFor(wants, planned).map(differenceOf)
  const unplanned = changesFor(wants, now).filter((change) => !isAmong(expected, differenceOf(change)))
  const redactDigest = digestRedactorOf(pool.profile(host))
  const shown = unplanned.map(({ want, before, after }) => ({
    id: want.resource.id,
    before: redactorOf(want, before).redacted(before, redactDigest),
    after: want.resource.redacted(after, redactDigest),
  }))
  if (shown.length > 0) throw stale(host, shown.map(differenceText))
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

/** Throws `stale` with the differences unless a saved plan still holds for its hosts. */
export function refuseStalePlan(saved: Plan, now: Plan): void {
  if (saved.description !== now.description)
    throw new EvenkeelError(
      'stale',
      'Cannot apply the saved plan: the playbook or the inventory has changed since it was made',
      {
        hint: `It was made at ${saved.made} for "${saved.playbook}". Make a new plan and read it.`,
      },
    )
  for (const { host, changes } of plannedHosts(now)) {
    const expected = plannedChanges(saved, host)
    const unplanned = changes.filter((change) => !isAmong(expected, change))
    if (unplanned.length > 0) throw stale(host, unplanned.map(differenceText))
  }
}

function differenceText({ id, before, after }: StateChange): string {
  return `${id} is ${stateText(before)}, which the plan did not expect; ${stateText(after)} is wanted`
}

function stale(host: string, differences: readonly string[]): EvenkeelError {
  return new EvenkeelError(
    'stale',
    `Cannot apply the plan: ${host} has changed since it was made:\n${differences.join('\n')}`,
    {
      host,
      hint: 'Nothing was changed. Make a new plan and read it.',
    },
  )
}

export function stateText(state: Json): string {
  return state === null ? 'absent' : JSON.stringify(state)
}
