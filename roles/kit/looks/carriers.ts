import { type Sh, sh } from '../../../engine/shell.ts'
import { bare } from '../addresses.ts'

/** Prints every address and every link of a host. */
export const addressesAndLinks: Sh = sh`ip -o addr show && ip -o link show`

/** An interface that carries an address. */
export interface Carrier {
  readonly interface: string
  /** Undefined for one without hardware address, such as a tunnel. */
  readonly mac: string | undefined
}

/** Which interfaces carry an address, read from what {@link addressesAndLinks} printed. */
export function carriersOf(address: string, output: string): readonly Carrier[] {
  const macs = macsOf(output)
  return output.split('\n').flatMap((line) => {
    const [, name, found] = /^\d+:\s+(\S+)\s+inet6?\s+(\S+)/.exec(line) ?? []
    if (name === undefined || found === undefined || bare(found) !== bare(address)) return []
    return [{ interface: name, mac: macs.get(name) }]
  })
}

/** The hardware address of every interface that has one, lower case. */
export function macsOf(output: string): ReadonlyMap<string, string> {
  const found = output.split('\n').flatMap((line): [string, string][] => {
    const [, name, mac] = /^\d+:\s+([^:@\s]+)[:@].*\blink\/ether\s+(\S+)/.exec(line) ?? []
    return name === undefined || mac === undefined ? [] : [[name, mac.toLowerCase()]]
  })
  return new Map(found)
}
