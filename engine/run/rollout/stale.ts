import { EvenkeelError } from '../../errors/error.ts'
import { workOnAll } from '../../parallel.ts'
import { type Change, changesFor, redactorOf } from '../../plan/change.ts'
import { type Plan, type PlannedHost, plannedHosts } from '../../plan/plan.ts'
import { type Work, wantsOf } from '../../plan/work.ts'
import { type HostReading, readResources } from '../../probe.ts'
import { digestRedactorOf } from '../../redaction.ts'
import { type Json, sameState } from '../../resources/resource.ts'

/**
 * Reads the hosts once more. What has become true meanwhile is left out of the run; anything else that moved since the
 * plan was made throws `stale`, with what was planned and what is there.
 */
export async function refuseMoved(work: Work, hosts: readonly string[]): Promise<Map<string, HostReading>> {
  const read = await workOnAll(hosts, work.pool.controller.forks, async (host) => {
    const resources = wantsOf(work.plays, host).map((want) => want.resource)
    const now = await readResources(work.pool, host, resources, false)
    const planned = work.readings.get(host)
    if (planned !== undefined && now.digest !== planned.digest) refuseUnplanned(work, host, planned, now)
    return [host, now] as const
  })
  return new Map(read)
}

/** Throws `stale` for a decision that was not made as it is when the host was read for the plan. */
function refuseUnplanned({ plays, pool }: Work, host: string, planned: HostReading, now: HostReading): void {
  const wants = wantsOf(plays, host)
  const differenceOf = ({ want, before, after }: Change) => ({ id: want.resource.id, before, after })
  const expected = changesFor(wants, planned).map(differenceOf)
  const moved = changesFor(wants, now).filter((change) => !isAmong(expected, differenceOf(change)))
  const redactDigest = digestRedactorOf(pool.profile(host))
  const told = moved.map(({ want, before, after }) => ({
    id: want.resource.id,
    before: redactorOf(want, before).redacted(before, redactDigest),
    after: want.resource.redacted(after, redactDigest),
  }))
  if (told.length > 0) throw stale(host, told.map(wordsOf))
}

function plannedChanges(plan: Plan, host: string): PlannedHost['changes'] {
  return plannedHosts(plan)
    .filter((planned) => planned.host === host)
    .flatMap((planned) => planned.changes)
}

/** What would be done to one resource: a decision, or a change of a plan. */
interface PlannedState {
  readonly id: string
  readonly before: Json
  readonly after: Json
}

function isAmong(expected: readonly PlannedState[], { id, before, after }: PlannedState): boolean {
  const same = expected.find((one) => one.id === id)
  return same !== undefined && sameState(same.before, before) && sameState(same.after, after)
}

/** A saved plan holds for these hosts as they are now, or `stale` says what differs. */
export function refuseStalePlan(saved: Plan, now: Plan): void {
  if (saved.description !== now.description)
    throw new EvenkeelError('stale', 'Cannot apply the saved plan: the playbook or the inventory has changed since', {
      hint: `It was made at ${saved.made} for "${saved.playbook}". Make a new plan and read it.`,
    })
  for (const { host, changes } of plannedHosts(now)) {
    const expected = plannedChanges(saved, host)
    const moved = changes.filter((change) => !isAmong(expected, change))
    if (moved.length > 0) throw stale(host, moved.map(wordsOf))
  }
}

function wordsOf({ id, before, after }: PlannedState): string {
  return `${id} is ${show(before)}; the plan did not expect that (${show(after)} is wanted)`
}

function stale(host: string, differences: readonly string[]): EvenkeelError {
  return new EvenkeelError('stale', `${host} is no longer as the plan saw it:\n${differences.join('\n')}`, {
    host,
    hint: 'Nothing was changed. Make a new plan and read it.',
  })
}

export function show(state: Json): string {
  return state === null ? 'absent' : JSON.stringify(state)
}
