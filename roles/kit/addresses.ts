import { BlockList, isIP, isIPv6 } from 'node:net'
import type { Facts, NetworkInterface } from '../../engine/facts.ts'

/** The parts of `10.0.0.1/24`. Without a prefix, the prefix covers the whole address. Undefined if it is no address. */
export function parseAddress(written: string): { address: string; prefix: number } | undefined {
  const [address = '', prefix, ...rest] = written.split('/')
  const width = isIP(address) === 6 ? 128 : 32
  const length = prefix === undefined ? width : Number(prefix)
  if (isIP(address) === 0 || rest.length > 0 || prefix === '') return undefined
  return Number.isInteger(length) && length >= 0 && length <= width ? { address, prefix: length } : undefined
}

/** The address without its prefix. */
export function bare(written: string): string {
  return written.split('/')[0] ?? written
}

export function isVersion6(written: string): boolean {
  return isIPv6(bare(written))
}

/** Adds /32 or /128 if no prefix is written. */
export function withPrefix(written: string): string {
  if (written.includes('/')) return written
  return `${written}/${isVersion6(written) ? 128 : 32}`
}

/** An address with a port as ipvsadm and URLs write it: `10.0.0.1:80`, `[fe80::1]:80`. */
export function endpoint(address: string, port: number): string {
  return isVersion6(address) ? `[${address}]:${port}` : `${address}:${port}`
}

/** Whether the network of `10.0.0.1/24` contains an address. A single address is no network. */
export function networkContains(written: string, address: string): boolean {
  const network = parseAddress(written)
  if (network === undefined || isVersion6(written) !== isVersion6(address)) return false
  if (network.prefix === (isVersion6(written) ? 128 : 32)) return false
  const list = new BlockList()
  const family = isVersion6(written) ? 'ipv6' : 'ipv4'
  list.addSubnet(network.address, network.prefix, family)
  return list.check(bare(address), family)
}

/** Whether this is a network, such as `10.0.0.0/24`: an address with a prefix and nothing but zeros behind it. */
export function isNetwork(written: string): boolean {
  const parsed = parseAddress(written)
  const width = isVersion6(written) ? 128 : 32
  if (parsed === undefined || parsed.prefix === width) return false
  return (numberOf(parsed.address) & hostBits(parsed.prefix, width)) === 0n
}

/** Whether an address is the last one of its network: `10.0.0.255/24`. IPv6 has no broadcast. */
export function isBroadcast(address: string, network: string): boolean {
  const parsed = parseAddress(network)
  if (parsed === undefined || parsed.prefix > 30 || isVersion6(address) || !networkContains(network, address))
    return false
  const bits = hostBits(parsed.prefix, 32)
  return (numberOf(bare(address)) & bits) === bits
}

function hostBits(prefix: number, width: number): bigint {
  return (1n << BigInt(width - prefix)) - 1n
}

function numberOf(address: string): bigint {
  if (!isVersion6(address)) return address.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n)
  const [head = '', tail] = new URL(`http://[${address}]/`).hostname.slice(1, -1).split('::')
  const groups = (text: string) => text.split(':').filter((one) => one !== '')
  const last = groups(tail ?? '')
  const zeros = Array(8 - groups(head).length - last.length).fill('0')
  return [...groups(head), ...zeros, ...last].reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n)
}

/**
 * A host's own address in a network: the first that has a network of its own, as virtual addresses come later or have none.
 */
export function ownAddressIn(facts: Facts | undefined, network: string): string | undefined {
  const found = outer(facts)
    .flatMap(({ addresses }) => addresses)
    .filter((written) => networkContains(network, bare(written)))
  const [first] = found
  const own = found.find((written) => (parseAddress(written)?.prefix ?? 0) < (isVersion6(written) ? 128 : 32)) ?? first
  return own === undefined ? undefined : bare(own)
}

/** The interface whose network contains an address, the smallest of several (rule 56); never `lo`. */
export function interfaceTowards(facts: Facts | undefined, address: string): NetworkInterface | undefined {
  const found = outer(facts).flatMap((one) =>
    one.addresses
      .filter((written) => networkContains(written, bare(address)))
      .map((written) => ({ one, prefix: parseAddress(written)?.prefix ?? 0 })),
  )
  const [nearest] = found.toSorted((first, second) => second.prefix - first.prefix)
  // Every link has the network of link-local addresses: it says nothing, unless there is only one.
  const isEverywhere = networkContains('fe80::/10', bare(address)) && new Set(found.map(({ one }) => one.name)).size > 1
  return isEverywhere ? undefined : nearest?.one
}

/** The interface that carries an address; never `lo`. */
export function interfaceWith(facts: Facts | undefined, address: string): NetworkInterface | undefined {
  return outer(facts).find((one) => one.addresses.some((written) => bare(written) === bare(address)))
}

function outer(facts: Facts | undefined): readonly NetworkInterface[] {
  return (facts?.interfaces ?? []).filter((one) => one.name !== 'lo')
}
