import { bare, isBroadcast, isNetwork, isVersion6, networkContains, parseAddress } from './addresses.ts'

/** Networks of which no address can move between hosts. */
const NOBODYS: readonly (readonly [network: string, what: string])[] = [
  ['127.0.0.0/8', 'a loopback address'],
  ['224.0.0.0/4', 'a multicast address'],
  ['0.0.0.0/8', 'no address of a host'],
  ['240.0.0.0/4', 'no address of a host'],
  ['ff00::/8', 'a multicast address'],
]

/** Why an address can be no virtual address of any host; undefined if it can. */
export function whyNoVip(written: string): string | undefined {
  const address = bare(written)
  if (address === '::1') return 'is a loopback address, which every host has'
  if (address === '::') return 'is no address of a host'
  const found = NOBODYS.find(([network]) => networkContains(network, address))
  if (found !== undefined) return `is ${found[1]}`
  if (isBroadcast(address, written)) return 'is the broadcast address of its network'
  return isNetwork(written) && !isVersion6(written) && prefixOf(written) < 31 ? 'is a network' : undefined
}

function prefixOf(written: string): number {
  return parseAddress(written)?.prefix ?? 0
}
