import { networkInterface } from '../../engine/resources/interface.ts'
import { kernelModule } from '../../engine/resources/kernel-module.ts'
import type { Resource } from '../../engine/resources/resource.ts'
import { sysctl } from '../../engine/resources/sysctl.ts'

/** The interface that the module creates. It decapsulates packets of tunnels from anywhere. */
export const TUNNEL = 'tunl0'

/** The size of a tunnel's outer header in bytes. */
export const OUTER_HEADER = 20

const ETHERNET_MTU = 1500

/**
 * The receiving end of the tunnels; IPVS on the director encapsulates (rule 5). Decapsulated packets have a client's
 * address, which strict filtering would expect on another interface. The kernel uses the maximum of `all` and the
 * interface: 0 on all leaves other interfaces their own setting, and 2 still drops packets without a route back (rule 4).
 */
export function tunnelEnd(mtu = ETHERNET_MTU - OUTER_HEADER): readonly Resource[] {
  const madeByModule = { readableAfter: 'kernel_module:ipip' }
  return [
    kernelModule({ name: 'ipip' }),
    sysctl({ name: 'net.ipv4.conf.all.rp_filter', value: 0 }),
    sysctl({ name: `net.ipv4.conf.${TUNNEL}.rp_filter`, value: 2 }, madeByModule),
    networkInterface({ name: TUNNEL, mtu }, madeByModule),
  ]
}
