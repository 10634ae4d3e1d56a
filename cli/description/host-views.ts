import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { EvenkeelError, throwIfAny } from '../../engine/errors/error.ts'
import type { Facts } from '../../engine/facts.ts'
import { canonicalIp } from '../../engine/resources/fields/ip.ts'
import type { Inventory, InventoryHost } from '../../inventory/inventory.ts'
import type { HostView } from '../../roles/contract.ts'
import { clusterAddress } from './cluster-address.ts'

/**
 * Resolves the addresses that are given as names, by host name. A name that DNS cannot resolve is left out: it may stand
 * in ssh_config only, and then the facts hold the address where the host was reached.
 */
export async function resolveAddresses(hosts: readonly InventoryHost[]): Promise<ReadonlyMap<string, string>> {
  const withName = hosts.filter((host) => host.clusterAddress === undefined && isIP(writtenAddress(host)) === 0)
  const found = await Promise.all(
    withName.map(async (host) => {
      const resolved = await lookup(writtenAddress(host)).catch(() => undefined)
      return resolved === undefined ? [] : [[host.name, resolved.address] as const]
    }),
  )
  return new Map(found.flat())
}

interface ViewSources {
  readonly inventory: Inventory
  readonly facts: ReadonlyMap<string, Facts>
  /** See {@link resolveAddresses}. */
  readonly addresses: ReadonlyMap<string, string>
  variablesOf(host: InventoryHost): Readonly<Record<string, unknown>>
}

/** Returns the views of hosts that roles get; each is made when it is first needed. */
export function hostViews(sources: ViewSources): (name: string) => HostView {
  const made = new Map<string, HostView>()
  return (name) => {
    const host = sources.inventory.hosts.get(name)
    if (host === undefined) throw new EvenkeelError('bug', `no host is called ${name}`)
    const view = made.get(name) ?? viewOf(host, sources)
    made.set(name, view)
    return view
  }
}

/**
 * Address and variables are computed when a role reads them: a host that no role reads causes no error. Facts, too:
 * clients are connected only when there is something to check.
 */
function viewOf(host: InventoryHost, sources: ViewSources): HostView {
  const { facts, variablesOf } = sources
  return {
    name: host.name,
    get facts() {
      return facts.get(host.name)
    },
    get address() {
      return addressOf(host, sources)
    },
    get variables() {
      return variablesOf(host)
    },
  }
}

function addressOf(host: InventoryHost, { facts: all, addresses, variablesOf }: ViewSources): string {
  const facts = all.get(host.name)
  const { name, clusterAddress: entry } = host
  if (entry !== undefined) return clusterAddress({ name, entry, value: variablesOf(host)[entry.key], facts })
  // The address of a host outside of --limit may be one that nobody could read.
  throwIfAny(host.problems.filter(({ code }) => code === 'input'))
  const written = writtenAddress(host)
  const found = isIP(written) === 0 ? (facts?.reachedAt ?? addresses.get(host.name)) : written
  // In the form that the host itself prints.
  if (found !== undefined) return found.includes('%') ? found : canonicalIp(found)
  throw new EvenkeelError('input', `The IP address of ${host.name} is needed, and "${written}" cannot be resolved`, {
    where: host.where,
    hint: `Give it in the inventory: "address: ADDRESS".`,
  })
}

function writtenAddress(host: InventoryHost): string {
  return host.connection.address ?? host.name
}
