import type { Assignment, DescribedPlay, Description } from '../description.ts'
import type { HostTarget } from '../host/connection.ts'
import { hostList } from '../host-names.ts'
import type { HostPool } from '../host-pool.ts'
import { remarksOnStays } from './filings.ts'
import type { Intent } from './plan-work.ts'
import { managedBy, wantDescribed, wantForgotten } from './want.ts'
import { type HostWork, hostsOf, type PlayWork } from './work.ts'

const FORGOTTEN = 'No longer described'

/** The intent of `apply`: the described states, and, for resources no longer described, the states as found. */
export async function intendApply(pool: HostPool, assignment: Assignment): Promise<Intent> {
  await pool.connect(assignment.targets)
  const { formerMembers, leftOut, remarks } = await findFormerMembers(pool, assignment)
  const description = assignment.describe(pool.facts)
  const plays = description.plays.map((play) => playWork(pool, assignment, description, play))
  const restoring = formerMembers
    .map((host) => forgottenWork(pool, assignment, host))
    .filter(({ wants, recordOnly = [] }) => wants.length + recordOnly.length > 0)
  const all = restoring.length > 0 ? [...plays, { name: FORGOTTEN, batches: [restoring], checks: () => [] }] : plays
  return {
    command: 'apply',
    playbook: assignment.playbook,
    plays: all,
    members: [...hostsOf(plays), ...leftOut],
    findings: description.findings,
    remarks: [...remarks, ...(description.remarks ?? []), ...remarksOnStays(worksOf(all))],
  }
}

/** The intent of `remove`: every resource of the playbook as it was found, the last described first. */
export async function intendRemove(pool: HostPool, assignment: Assignment): Promise<Intent> {
  await pool.connect(assignment.targets)
  const { formerMembers, leftOut, remarks } = await findFormerMembers(pool, assignment)
  const described = assignment.describe(pool.facts)
  const reversed = described.plays.toReversed().map((play) => play.hosts.map(({ host }) => host).toReversed())
  const seen = new Set<string>()
  const once = [...reversed, formerMembers].map((hosts) => hosts.filter((host) => !seen.has(host) && seen.add(host)))
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
    members: leftOut,
    findings: [],
    remarks: [...remarks, ...remarksOnStays(batches.flat())],
  }
}

/**
 * Hosts that the last run of the playbook described and this one does not. Each host of the playbook has recorded all
 * of them, so the rest of the inventory is not asked.
 */
async function findFormerMembers(
  pool: HostPool,
  assignment: Assignment,
): Promise<{ formerMembers: string[]; leftOut: string[]; remarks: string[] }> {
  const targets = new Set(assignment.targets.map((target) => target.name))
  const recorded = pool.hosts.flatMap((host) => managedBy(pool.profile(host), assignment.playbook)?.members ?? [])
  const inInventory = new Map<string, HostTarget>(assignment.inventory.map((target) => [target.name, target]))
  const renamed = formerNames(pool)
  const gone = [...new Set(recorded)].filter(
    (host) => !targets.has(host) && (inInventory.has(host) || !renamed.has(host)),
  )
  const reachable = gone.flatMap((host) => inInventory.get(host) ?? [])
  await pool.connect(reachable)
  const leftOut = gone.filter((host) => !inInventory.has(host))
  return {
    formerMembers: reachable.map((target) => target.name),
    leftOut,
    remarks: [
      ...remarksOnRenamed(pool),
      ...(leftOut.length === 0
        ? []
        : [`Left out of this command: ${hostList(leftOut)}, which this playbook manages, too. Nothing changes there.`]),
    ],
  }
}

/** Names that connected hosts had earlier. */
function formerNames(pool: HostPool): Set<string> {
  return new Set(pool.hosts.flatMap((host) => pool.profile(host).machineRecord?.names ?? []))
}

/** A host whose last run was under another name. */
function remarksOnRenamed(pool: HostPool): string[] {
  return pool.hosts.flatMap((host) => {
    const name = pool.profile(host).machineRecord?.names.at(-1)
    return name === undefined || name === host ? [] : [`${host} is the machine that was called ${name} before.`]
  })
}

function playWork(pool: HostPool, assignment: Assignment, description: Description, play: DescribedPlay): PlayWork {
  const hosts = play.hosts.map(({ host, resources }): HostWork => {
    const profile = pool.profile(host)
    const described = wantDescribed(resources, profile, assignment.playbook)
    const forgotten = wantForgotten(describedIds(description, host), profile, assignment.playbook)
    const plays = description.plays.filter((other) => other.hosts.some((one) => one.host === host))
    const exclusive = play === plays.at(0) ? forgotten.wants.filter((want) => want.resource.exclusive) : []
    const isLast = play === plays.at(-1)
    const others = isLast ? forgotten.wants.filter((want) => !want.resource.exclusive) : []
    return { host, wants: [...exclusive, ...described, ...others], recordOnly: isLast ? forgotten.recordOnly : [] }
  })
  return { name: play.name, batches: inBatches(hosts, play.batchSize), checks: (applied) => play.checks(applied) }
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

function inBatches<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  )
}
