import { EvenkeelError } from '../../engine/errors/error.ts'
import type { HostTarget } from '../../engine/host/connection.ts'
import type { Inventory, InventoryHost } from '../../inventory/inventory.ts'

/** The login to a host, and to its jump hosts of the inventory. */
export function targetOf(host: InventoryHost, inventory: Inventory): HostTarget {
  const hops = hopsOf(host, inventory, [host])
  return { ...loginOf(host), hops: hops.length > 0 ? hops.map(loginOf) : undefined }
}

function loginOf({ name, connection }: InventoryHost): HostTarget {
  const { address, port, user, identityFile, jump, become } = connection
  return { name, address: address ?? name, port, user, identityFile, jump, become }
}

/** A jump host may itself need a jump. */
function hopsOf(host: InventoryHost, inventory: Inventory, path: readonly InventoryHost[]): InventoryHost[] {
  const jumps = host.connection.jump?.split(',').flatMap((hop) => inventory.hosts.get(hop) ?? []) ?? []
  return jumps.flatMap((hop) => {
    if (path.includes(hop)) throw circle([...path, hop])
    return [hop, ...hopsOf(hop, inventory, [...path, hop])]
  })
}

function circle(path: readonly InventoryHost[]): EvenkeelError {
  const names = path.map((one) => one.name).join(' > ')
  return new EvenkeelError('input', `The jump hosts lead in a circle: ${names}`, { where: path[0]?.where })
}
