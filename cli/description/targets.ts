import { isIPv6 } from 'node:net'
import { EvenkeelError } from '../../engine/errors/error.ts'
import type { HostTarget } from '../../engine/host/connection.ts'
import type { Inventory, InventoryHost } from '../../inventory/inventory.ts'

/** How to log in to a host. A jump that names a host of the inventory becomes that host's address. */
export function targetOf(host: InventoryHost, inventory: Inventory): HostTarget {
  const { address, port, user, identityFile, jump, become } = host.connection
  return {
    name: host.name,
    address: address ?? host.name,
    port,
    user,
    identityFile,
    jump: jump === undefined ? undefined : hopsOf(jump, inventory, [host]).join(','),
    become,
  }
}

function hopsOf(jump: string, inventory: Inventory, way: readonly InventoryHost[]): readonly string[] {
  return jump.split(',').flatMap((hop) => {
    const host = inventory.hosts.get(hop)
    return host === undefined ? [hop] : hopsThrough(host, inventory, way)
  })
}

/** A jump host may itself need a jump, which then comes first. */
function hopsThrough(host: InventoryHost, inventory: Inventory, way: readonly InventoryHost[]): readonly string[] {
  if (way.includes(host)) {
    const names = [...way, host].map((one) => one.name).join(' > ')
    throw new EvenkeelError('input', `The jump hosts come back to themselves: ${names}`, { where: way[0]?.where })
  }
  const before = host.connection.jump === undefined ? [] : hopsOf(host.connection.jump, inventory, [...way, host])
  return [...before, writtenHop(host)]
}

function writtenHop({ name, connection }: InventoryHost): string {
  const address = connection.address ?? name
  const user = connection.user === undefined ? '' : `${connection.user}@`
  const port = connection.port === undefined ? '' : `:${connection.port}`
  return `${user}${isIPv6(address) ? `[${address}]` : address}${port}`
}
