import type { Assignment } from '../description.ts'
import { EvenkeelError } from '../errors/error.ts'
import type { HostTarget } from '../host/connection.ts'
import { hostList } from '../host-names.ts'
import type { HostPool } from '../host-pool.ts'
import type { Managed } from '../journal/managed.ts'
import { managedBy } from './want.ts'

/** The hosts of a playbook besides those that it describes now. */
export interface Membership {
  /** Connected hosts that an earlier run described and this one does not. */
  readonly former: readonly string[]
  /** Hosts of the playbook on which this command does nothing. */
  readonly leftOut: readonly string[]
  readonly remarks: readonly string[]
}

/**
 * Finds the hosts that left the playbook, so that they go back to how they were found. Each host of a playbook records all
 * of them, so the rest of the inventory is not asked. Only if the playbook describes none of the hosts within `--limit`,
 * these are asked themselves: a host that joined with `--limit` may be known to itself alone.
 */
export async function findMembers(pool: HostPool, assignment: Assignment): Promise<Membership> {
  const targets = new Set(assignment.targets.map((target) => target.name))
  if (targets.size === 0) await pool.connect(assignment.inventory)
  const recorded = pool.hosts.flatMap((host) => [
    ...(isRecordedOn(pool, host, assignment.playbook) ? [host] : []),
    ...(managedBy(pool.profile(host), assignment.playbook)?.members ?? []),
  ])
  if (targets.size === 0 && recorded.length === 0) throw describesNone(assignment, 'It has no records there, either. ')
  const inInventory = new Map<string, HostTarget>(assignment.inventory.map((target) => [target.name, target]))
  const renamed = formerNames(pool)
  const gone = [...new Set(recorded)].filter(
    (host) => !targets.has(host) && (inInventory.has(host) || !renamed.has(host)),
  )
  const former = gone.flatMap((host) => inInventory.get(host) ?? [])
  await pool.connect(former)
  const leftOut = gone.filter((host) => !inInventory.has(host))
  return {
    former: former.map((target) => target.name),
    leftOut,
    remarks: [...remarksOnRenamed(pool), ...remarksOnLeftOut(leftOut), ...remarksOnJoining(pool, assignment)],
  }
}

function isRecordedOn(pool: HostPool, host: string, playbook: string): boolean {
  return managedBy(pool.profile(host), playbook) !== undefined
}

/** The error if the playbook describes none of the hosts within `--limit`. */
export function describesNone({ playbook, inventory, described }: Assignment, more = ''): EvenkeelError {
  const hosts = hostList(inventory.map(({ name }) => name))
  return new EvenkeelError('usage', `The playbook "${playbook}" does not describe ${hosts}`, {
    hint: `${more}It describes ${hostList(described)}: name some of these with --limit.`,
  })
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

function remarksOnLeftOut(hosts: readonly string[]): string[] {
  if (hosts.length === 0) return []
  return [`Left out of this command: ${hostList(hosts)}, which this playbook manages, too. Nothing changes there.`]
}

/** Until another host has recorded it, a host that joins alone can leave without a trace on the others. */
function remarksOnJoining(pool: HostPool, { targets, described, playbook }: Assignment): string[] {
  const joining = targets.map(({ name }) => name).filter((host) => !isRecordedOn(pool, host, playbook))
  const isAlone = targets.length < described.length && joining.length === targets.length
  if (!isAlone || joining.length === 0) return []
  return [
    `Only ${hostList(joining)} will record that ${joining.length === 1 ? 'it is a host' : 'they are hosts'} of this ` +
      'playbook: apply it to all of its hosts once, before one of them leaves it.',
  ]
}

/** How the hosts that a host records as the playbook's differ after a run. */
export interface MemberChanges {
  readonly joined: readonly string[]
  readonly left: readonly string[]
}

/** Nothing for a host that has no resource on record: what this run writes there is new as a whole. */
export function memberChanges(recorded: Managed | undefined, members: readonly string[]): MemberChanges {
  const before = recorded === undefined || recorded.entries.length === 0 ? members : recorded.members
  return {
    joined: members.filter((host) => !before.includes(host)),
    left: before.filter((host) => !members.includes(host)),
  }
}
