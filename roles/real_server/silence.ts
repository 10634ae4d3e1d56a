import { address } from '../../engine/resources/address.ts'
import type { Placement, Resource } from '../../engine/resources/resource.ts'
import { sysctl } from '../../engine/resources/sysctl.ts'
import { withPrefix } from '../kit/addresses.ts'
import { ARP_SETTINGS } from './arp.ts'

/** The ARP settings, on all and where requests come in (rule 1). */
export function silence(ingress: string): readonly Resource[] {
  return ['all', ingress].flatMap((place) =>
    // With slashes a dot in an interface's name is no separator.
    ARP_SETTINGS.map(([name, value]) => sysctl({ name: `net/ipv4/conf/${place}/${name}`, value })),
  )
}

/** The virtual addresses, each alone on its network, so that no route comes with them (rule 3). */
export function carried(vips: readonly string[], carrier: string, placement: Placement = {}): readonly Resource[] {
  return vips.map((vip) => address({ address: withPrefix(vip), interface: carrier }, placement))
}
