import type { HostView } from '../../contract.ts'
import { hostNumber } from '../../kit/hosts/number.ts'
import type { Instance } from '../vars/instance.ts'

/** A member's priority: the instance's own, else the host's variable, else one by the order of the inventory. */
export function priorityOf(instance: Instance, member: HostView, members: readonly HostView[]): number {
  const written = typeof instance.priority === 'object' ? instance.priority[member.name] : instance.priority
  const position = members.findIndex((one) => one.name === member.name)
  return written ?? hostNumber(member, 'priority', 1, 254) ?? Math.max(1, 100 - 10 * position)
}

/** The members of an instance with their priorities, highest first. */
export function ranking(instance: Instance, members: readonly HostView[]): { host: HostView; priority: number }[] {
  return members
    .map((host) => ({ host, priority: priorityOf(instance, host, members) }))
    .sort((one, other) => other.priority - one.priority)
}
