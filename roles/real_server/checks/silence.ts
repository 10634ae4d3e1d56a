import { type Check, checkOf, type LookResult, type Verdict } from '../../../engine/check.ts'
import type { HostView } from '../../contract.ts'
import { isVersion6 } from '../../kit/addresses.ts'
import { witnesses } from '../../kit/hosts/segment.ts'
import { arpAnswer, arping } from '../../kit/looks/arp.ts'
import { addressesAndLinks, carriersOf, macsOf } from '../../kit/looks/carriers.ts'
import { arpFaults, readArpSettings } from '../arp.ts'

/** More than one, so that the check does not depend on one client's ARP cache or cable. */
const CLIENTS = 2

/** The host that is checked, and the hosts that ask it. */
interface Place {
  readonly host: string
  /** The interface that carries the address, such as `lo`. */
  readonly carrier: string
  /** The interface where requests come in. */
  readonly ingress: string
  readonly clients: readonly HostView[]
}

/** The server carries a VIP and never answers ARP for it. */
export function silenceCheck(vip: string, { host, carrier, ingress, clients }: Place): Check {
  const asking = isVersion6(vip) ? [] : witnesses(vip, clients).slice(0, CLIENTS)
  return checkOf({
    title: `${host} carries ${vip} on ${carrier} and is silent about it`,
    advice: `Look on ${host} at the address on ${carrier}, and at arp_ignore and arp_announce of all and ${ingress}.`,
    looks: {
      addresses: { from: host, run: addressesAndLinks },
      settings: { from: host, run: readArpSettings(ingress) },
      arp: asking.map((one) => ({ from: one.name, run: arping(one.interface, vip) })),
    },
    judge: (results) => judgeSilence({ vip, carrier }, results),
  })
}

/** The server's addresses, its ARP settings, and the answers of clients that asked for the VIP by ARP. */
interface SilenceResults {
  readonly addresses: LookResult
  readonly settings: LookResult
  readonly arp: readonly LookResult[]
}

export function judgeSilence(
  { vip, carrier }: { readonly vip: string; readonly carrier: string },
  { addresses, settings, arp }: SilenceResults,
): Verdict {
  if (addresses.status !== 0) return { holds: false, saw: addresses.output.trim() || 'no answer' }
  if (settings.status !== 0) return { holds: false, saw: settings.output.trim() || 'no answer' }
  const carriers = carriersOf(vip, addresses.output).map((one) => one.interface)
  // A director that is also a real server may hold the VIP, and then answers ARP for it (rule 10).
  const isHolder = carriers.some((name) => name !== carrier)
  const parts = [
    {
      holds: carriers.includes(carrier),
      saw: carriers.length === 0 ? 'no interface carries it' : `${carriers.join(', ')} carries it`,
    },
    ...(isVersion6(vip) ? [] : [judgeSettings(settings.output)]),
    ...(isHolder ? [] : arp.map((one) => judgeArp(one, addresses.output))),
  ]
  return { holds: parts.every((part) => part.holds), saw: parts.map((part) => part.saw).join('; ') }
}

function judgeSettings(printed: string): Verdict {
  const faults = arpFaults(printed)
  return { holds: faults.length === 0, saw: faults.join(', ') || 'the kernel does not answer ARP for it' }
}

function judgeArp(asked: LookResult, output: string): Verdict {
  const answer = arpAnswer(asked)
  if ('cannot' in answer) return { holds: true, saw: `ARP not asked from ${asked.from}: ${answer.cannot}` }
  const own = [...macsOf(output).values()]
  const answers = answer.macs.filter((mac) => own.includes(mac))
  if (answers.length === 0) return { holds: true, saw: `ARP from ${asked.from}: it does not answer` }
  return { holds: false, saw: `ARP from ${asked.from}: it answers with ${answers.join(', ')}` }
}
