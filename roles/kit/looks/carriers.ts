import { type Sh, sh } from '../../../engine/shell.ts'
import { bare } from '../addresses.ts'

/** Prints all addresses and links of a host. */
export const addressesAndLinks: Sh = sh`ip -o addr show && ip -o link show`

/** An interface that carries an address. */
export interface Carrier {
  readonly interface: string
  /** Undefined for an interface without a hardware address, such as a tunnel. */
  readonly mac: string | undefined
}

/** The interfaces that carry an address, from the output of {@link addressesAndLinks}. */
export function carriersOf(address: string, output: string): readonly Carrier[] {
  const macs = macsOf(output)
  return output.split('\n').flatMap((line) => {
    const [, name, found] = /^\d+:\s+(\S+)\s+inet6?\s+(\S+)/.exec(line) ?? []
    if (name === undefined || found === undefined || bare(found) !== bare(address)) return []
    return [{ interface: name, mac: macs.get(name) }]
  })
}

/** The hardware address of each interface that has one, in lower case. */
export function macsOf(output: string): ReadonlyMap<string, string> {
  const found = output.split('\n').flatMap((line): [string, string][] => {
    const [, name, mac] = /^\d+:\s+([^:@\s]+)[:@].*\blink\/ether\s+(\S+)/.exec(line) ?? []
    return name === undefined || mac === undefined ? [] : [[name, mac.toLowerCase()]]
  })
  return new Map(found)
}
