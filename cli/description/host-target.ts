import { EvenkeelError, throwIfAny } from '../../engine/errors/error.ts'
import { inReadingOrder } from '../../engine/errors/source.ts'
import type { HostTarget } from '../../engine/host/connection.ts'
import { parseJump } from '../../engine/host/jump.ts'
import type { Inventory, InventoryHost } from '../../inventory/inventory.ts'

/**
 * The logins to these hosts, in the order of the inventory. Hosts that are not reached by SSH, such as a localhost with
 * `ansible_connection: local`, are left out, and remarks of the others say so. Throws the problems of all other logins
 * together.
 */
export function targetsOf(inventory: Inventory, names: ReadonlySet<string>): readonly HostTarget[] {
  const hosts = [...inventory.hosts.values()].filter((host) => names.has(host.name))
  const reached = hosts.filter((host) => !isLeftOut(host))
  throwIfAny(inReadingOrder(reached.flatMap(({ problems }) => problems)))
  const remarks = hosts.filter(isLeftOut).map(leftOutRemark)
  return reached.map((host) => {
    const target = targetOf(host, inventory)
    return { ...target, remarks: [...(target.remarks ?? []), ...remarks] }
  })
}

/** Why nobody can log in to these hosts. */
export function loginProblems(inventory: Inventory, names: Iterable<string>): readonly EvenkeelError[] {
  return [...names].flatMap((name) => inventory.hosts.get(name)?.problems ?? [])
}

/** Whether a host is reached by SSH, if perhaps not as it is written. */
export function isReached(inventory: Inventory, name: string): boolean {
  const host = inventory.hosts.get(name)
  return host !== undefined && !isLeftOut(host)
}

function isLeftOut({ problems }: InventoryHost): boolean {
  return problems.some(({ code }) => code === 'unsupported')
}

function leftOutRemark({ name, problems }: InventoryHost): string {
  const [first] = problems.filter(({ code }) => code === 'unsupported')
  return `${name} is left out. ${first?.message}`
}

/** The login to a host, and to its jump hosts of the inventory. Throws the problems of the jump hosts. */
function targetOf(host: InventoryHost, inventory: Inventory): HostTarget {
  const hops = hopsOf(host, inventory, [host])
  throwIfAny(inReadingOrder(hops.flatMap(({ problems }) => problems)))
  return { ...loginOf(host), hops: hops.length > 0 ? hops.map(loginOf) : undefined }
}

function loginOf({ name, connection, remarks }: InventoryHost): HostTarget {
  return { ...connection, name, address: connection.address ?? name, remarks }
}

/** A jump host may itself need a jump. */
function hopsOf(host: InventoryHost, inventory: Inventory, path: readonly InventoryHost[]): InventoryHost[] {
  const jumps = host.connection.jump?.split(',').flatMap((hop) => jumpHost(hop, inventory)) ?? []
  return jumps.flatMap((hop) => {
    if (path.includes(hop)) throw circle([...path, hop])
    return [hop, ...hopsOf(hop, inventory, [...path, hop])]
  })
}

/** The host of the inventory that a jump such as `gate` or `root@gate:2222` names; none if it is another one. */
function jumpHost(jump: string, { hosts }: Inventory): readonly InventoryHost[] {
  return [hosts.get(jump) ?? hosts.get(parseJump(jump).name)].filter((host) => host !== undefined)
}

function circle(path: readonly InventoryHost[]): EvenkeelError {
  const names = path.map((one) => one.name).join(' > ')
  return new EvenkeelError('input', `The jump hosts lead in a circle: ${names}`, { where: path[0]?.where })
}
