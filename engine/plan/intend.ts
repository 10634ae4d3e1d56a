import type { Assignment, DescribedPlay, Description } from '../description.ts'
import { hostList } from '../host-names.ts'
import type { HostPool } from '../host-pool.ts'
import { remarksOnStays } from './filings.ts'
import { findMembers } from './members.ts'
import type { Intent } from './plan-work.ts'
import { wantDescribed, wantForgotten } from './want.ts'
import { type AroundPlay, type HostWork, inBatches, type PlayWork } from './work.ts'

const FORGOTTEN = 'No longer described'

/** The intent of `apply`: the described states, and, for resources no longer described, the states as found. */
export async function intendApply(pool: HostPool, assignment: Assignment, around?: AroundPlay): Promise<Intent> {
  await pool.connect(assignment.targets)
  const { former, leftOut, remarks } = await findMembers(pool, assignment)
  const description = assignment.describe(pool.facts)
  const plays = playWorks(pool, assignment.playbook, description).map((work, index) => {
    const play = description.plays[index]
    return play === undefined ? work : { ...work, around: around?.(pool, play) }
  })
  const restoring = former
    .map((host) => forgottenWork(pool, assignment, host))
    .filter(({ wants, recordOnly = [] }) => wants.length + recordOnly.length > 0)
  const all = restoring.length > 0 ? [...plays, { name: FORGOTTEN, batches: [restoring], checks: () => [] }] : plays
  return {
    command: 'apply',
    playbook: assignment.playbook,
    plays: all,
    members: [...new Set([...assignment.described, ...leftOut])],
    findings: description.findings,
    remarks: [...remarks, ...(description.remarks ?? []), ...remarksOnAround(plays), ...remarksOnStays(worksOf(all))],
  }
}

/** The intent of `remove`: every resource of the playbook as it was found, the last described first. */
export async function intendRemove(pool: HostPool, assignment: Assignment): Promise<Intent> {
  await pool.connect(assignment.targets)
  const { former, leftOut, remarks } = await findMembers(pool, assignment)
  const described = assignment.describe(pool.facts)
  const reversed = described.plays.toReversed().map((play) => play.hosts.map(({ host }) => host).toReversed())
  const seen = new Set<string>()
  const once = [...reversed, former].map((hosts) => hosts.filter((host) => !seen.has(host) && seen.add(host)))
  const batches = once.map((hosts) => hosts.map((host) => forgottenWork(pool, assignment, host, 'removed')))
  return {
    command: 'remove',
    playbook: assignment.playbook,
    plays: [
      {
        name: 'Everything goes back to how it was found',
        batches: batches.filter((batch) => batch.length > 0),
        checks: () => [],
      },
    ],
    members: [...new Set([...assignment.described.filter((host) => !seen.has(host)), ...leftOut])],
    findings: [],
    remarks: [...remarks, ...remarksOnStays(batches.flat())],
  }
}

/** The work of all plays: what they describe, and what they described before. */
export function playWorks(pool: HostPool, playbook: string, description: Description): PlayWork[] {
  return description.plays.map((play) => playWork(pool, playbook, description, play))
}

function playWork(pool: HostPool, playbook: string, description: Description, play: DescribedPlay): PlayWork {
  const hosts = play.hosts.map(({ host, resources }): HostWork => {
    const profile = pool.profile(host)
    const described = wantDescribed(resources, profile, playbook)
    const forgotten = wantForgotten(describedIds(description, host), profile, playbook)
    const plays = description.plays.filter((other) => other.hosts.some((one) => one.host === host))
    const exclusive = play === plays.at(0) ? forgotten.wants.filter((want) => want.resource.exclusive) : []
    const isLast = play === plays.at(-1)
    const others = isLast ? forgotten.wants.filter((want) => !want.resource.exclusive) : []
    return { host, wants: [...exclusive, ...described, ...others], recordOnly: isLast ? forgotten.recordOnly : [] }
  })
  return { name: play.name, batches: inBatches(hosts, play.batchSize), checks: (applied) => play.checks(applied) }
}

function remarksOnAround(plays: readonly PlayWork[]): readonly string[] {
  return plays.flatMap(({ name, around }) =>
    around === undefined || around.hosts.length === 0
      ? []
      : [
          `${name}: each host that changes is drained on ${hostList(around.hosts)} before it, and restored after its checks.`,
        ],
  )
}

function forgottenWork(
  pool: HostPool,
  assignment: Assignment,
  host: string,
  reason: 'forgotten' | 'removed' = 'forgotten',
): HostWork {
  return { host, ...wantForgotten(new Set(), pool.profile(host), assignment.playbook, reason) }
}

function worksOf(plays: readonly PlayWork[]): HostWork[] {
  return plays.flatMap(({ batches }) => batches.flat())
}

function describedIds(description: Description, host: string): Set<string> {
  const everywhere = description.plays.flatMap((play) => play.hosts.filter((one) => one.host === host))
  return new Set(everywhere.flatMap((one) => one.resources.map((resource) => resource.id)))
}
