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

/** Whether an interface has an address of IPv6 that another host had first, so that the kernel does not use it. */
export function failedDetection(address: string, output: string): boolean {
  return linesWith(address, output).some(({ line }) => isUnused(line))
}

/** The interfaces that carry an address and use it, from the output of {@link addressesAndLinks}. */
export function carriersOf(address: string, output: string): readonly Carrier[] {
  const macs = macsOf(output)
  return linesWith(address, output)
    .filter(({ line }) => !isUnused(line))
    .map(({ name }) => ({ interface: name, mac: macs.get(name) }))
}

function isUnused(line: string): boolean {
  return /\sdadfailed\s/.test(line)
}

function linesWith(address: string, output: string): readonly { readonly name: string; readonly line: string }[] {
  return output.split('\n').flatMap((line) => {
    const [, name, found] = /^\d+:\s+(\S+)\s+inet6?\s+(\S+)/.exec(line) ?? []
    return name === undefined || found === undefined || bare(found) !== bare(address) ? [] : [{ name, line }]
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
