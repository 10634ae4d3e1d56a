import { type InterfaceAddress, macOf, networkOf } from '../ipv4.ts'
import type { LabHost } from '../layout.ts'

/** One network card of a host: a tap in the lab's namespace, `vec0`, `vec1` … inside the host. */
export interface Cable extends InterfaceAddress {
  readonly device: string
  readonly tap: string
  readonly bridge: string
  readonly mac: string
}

/** The network cards of a host, in order. */
export function cablesOf({ position, addresses }: Pick<LabHost, 'position' | 'addresses'>): Cable[] {
  return addresses.map((one, card) => ({
    ...one,
    device: `vec${card}`,
    tap: `tap${position}-${card}`,
    bridge: bridgeOf(one),
    mac: macOf(one.address),
  }))
}

/** The bridge of an address's subnet. An interface's name has at most 15 characters. */
export function bridgeOf(one: InterfaceAddress): string {
  const hexadecimal = networkOf(one)
    .split('.')
    .map((octet) => Number(octet).toString(16).padStart(2, '0'))
  return `br${hexadecimal.join('')}-${one.prefix}`
}
