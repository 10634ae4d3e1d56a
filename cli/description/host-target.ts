import { EvenkeelError } from '../../engine/errors/error.ts'
import type { HostTarget } from '../../engine/host/connection.ts'
import type { Inventory, InventoryHost } from '../../inventory/inventory.ts'

/** How to log in to a host, and to the hosts of the inventory that it is reached through. */
export function targetOf(host: InventoryHost, inventory: Inventory): HostTarget {
  const hops = hopsOf(host, inventory, [host])
  return { ...loginOf(host), hops: hops.length > 0 ? hops.map(loginOf) : undefined }
}

function loginOf({ name, connection }: InventoryHost): HostTarget {
  const { address, port, user, identityFile, jump, become } = connection
  return { name, address: address ?? name, port, user, identityFile, jump, become }
}

/** A jump host may itself need a jump. */
function hopsOf(host: InventoryHost, inventory: Inventory, way: readonly InventoryHost[]): InventoryHost[] {
  const named = host.connection.jump?.split(',').flatMap((hop) => inventory.hosts.get(hop) ?? []) ?? []
  return named.flatMap((hop) => {
    if (way.includes(hop)) throw circle([...way, hop])
    return [hop, ...hopsOf(hop, inventory, [...way, hop])]
  })
}

function circle(way: readonly InventoryHost[]): EvenkeelError {
  const names = way.map((one) => one.name).join(' > ')
  return new EvenkeelError('input', `The jump hosts come back to themselves: ${names}`, { where: way[0]?.where })
}
