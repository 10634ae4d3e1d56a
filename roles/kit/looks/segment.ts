import type { LookResult } from '../../../engine/check.ts'
import { type Sh, sh } from '../../../engine/shell.ts'
import { isVersion6 } from '../addresses.ts'
import { type ArpAnswer, arpAnswer, arping } from './arp.ts'

/** The name of the question by which a segment is asked for an address. */
export function questionFor(address: string): string {
  return isVersion6(address) ? 'neighbour discovery' : 'ARP'
}

/** Asks a segment who has an address: by ARP, or by neighbour discovery for IPv6. */
export function askSegment(interfaceName: string, address: string): Sh {
  return isVersion6(address) ? solicit(interfaceName, address) : arping(interfaceName, address)
}

/** The hosts that answered {@link askSegment}. */
export function segmentAnswer(address: string, result: LookResult): ArpAnswer {
  return isVersion6(address) ? neighbourAnswer(result) : arpAnswer(result)
}

/**
 * The kernel forgets the neighbour first, so that it asks the segment again. It does not matter whether the ping is answered:
 * a firewall may drop it.
 */
function solicit(interfaceName: string, address: string): Sh {
  return sh`command -v ping >/dev/null 2>&1 || { echo 'ping is not installed'; exit 127; }
ip -6 neigh del ${address} dev ${interfaceName} 2>/dev/null || :
ping -6 -c 1 -W 2 -I ${interfaceName} ${address} >/dev/null 2>&1 || :
ip -6 neigh show to ${address} dev ${interfaceName} || exit 2
echo 'neighbours were asked'`
}

/** Reads lines such as `fd00::100 lladdr 02:00:00:00:00:11 REACHABLE`; without an answer the state is FAILED. */
function neighbourAnswer({ status, output }: LookResult): ArpAnswer {
  const lines = output.trim().split('\n')
  if (status !== 0) return { cannot: lines.at(-1) || 'could not be asked' }
  const macs = lines.flatMap((line) => {
    if (/\b(FAILED|INCOMPLETE|NOARP)\b/.test(line)) return []
    return / lladdr (\S+)/.exec(line)?.[1]?.toLowerCase() ?? []
  })
  return { macs: [...new Set(macs)].sort() }
}
