import { type Check, checkOf, type LookResult, type Verdict } from '../../../engine/check.ts'
import { sh } from '../../../engine/shell.ts'
import type { HostView } from '../../contract.ts'
import { isVersion6 } from '../../kit/addresses.ts'
import { witnesses } from '../../kit/hosts/segment.ts'
import { addressesAndLinks, carriersOf, macsOf } from '../../kit/looks/carriers.ts'
import { askSegment, questionFor, segmentAnswer } from '../../kit/looks/segment.ts'
import { arpFaults, readArpSettings } from '../arp.ts'

/** More than one, so that the check does not depend on one client's ARP cache or cable. */
const CLIENTS = 2

/** Prints how many keepalived processes the host runs: only with them it may be a director that holds the address. */
const countsKeepalived = sh`cat /proc/[0-9]*/comm 2>/dev/null | grep -cx keepalived || :`

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
  const asking = witnesses(vip, clients).slice(0, CLIENTS)
  return checkOf({
    title: `${host} carries ${vip} on ${carrier} and is silent about it`,
    advice: `Look on ${host} at the address on ${carrier}, and at arp_ignore and arp_announce of all and ${ingress}.`,
    looks: {
      addresses: { from: host, run: addressesAndLinks },
      settings: { from: host, run: readArpSettings(ingress) },
      arp: asking.map((one) => ({ from: one.name, run: askSegment(one.interface, vip) })),
      directs: { from: host, run: countsKeepalived },
    },
    judge: (results) => judgeSilence({ vip, carrier }, results),
  })
}

/** The server's addresses, its ARP settings, and the answers of clients that asked for the VIP by ARP. */
interface SilenceResults {
  readonly addresses: LookResult
  readonly settings: LookResult
  readonly arp: readonly LookResult[]
  readonly directs: LookResult
}

export function judgeSilence(
  { vip, carrier }: { readonly vip: string; readonly carrier: string },
  { addresses, settings, arp, directs }: SilenceResults,
): Verdict {
  if (addresses.status !== 0) return { holds: false, saw: addresses.output.trim() || 'no answer' }
  if (settings.status !== 0) return { holds: false, saw: settings.output.trim() || 'no answer' }
  const carriers = carriersOf(vip, addresses.output).map((one) => one.interface)
  // A director that is also a real server may hold the VIP, and then answers ARP for it (rule 10).
  const elsewhere = carriers.filter((name) => name !== carrier)
  const isDirector = Number(directs.output.trim() || 0) > 0
  const isHolder = elsewhere.length > 0 && isDirector
  const parts = [
    {
      holds: carriers.includes(carrier),
      saw: carriers.length === 0 ? 'no interface carries it' : `${carriers.join(', ')} carries it`,
    },
    ...(elsewhere.length > 0 && !isDirector
      ? [{ holds: false, saw: `it is on ${elsewhere.join(', ')} too, and no keepalived moves it here` }]
      : []),
    ...(isVersion6(vip) ? [] : [judgeSettings(settings.output)]),
    ...(isHolder ? [] : arp.map((one) => judgeAnswer(vip, one, addresses.output))),
  ]
  return { holds: parts.every((part) => part.holds), saw: parts.map((part) => part.saw).join('; ') }
}

function judgeSettings(printed: string): Verdict {
  const faults = arpFaults(printed)
  return { holds: faults.length === 0, saw: faults.join(', ') || 'the kernel does not answer ARP for it' }
}

function judgeAnswer(vip: string, asked: LookResult, output: string): Verdict {
  const question = questionFor(vip)
  const answer = segmentAnswer(vip, asked)
  if ('cannot' in answer) return { holds: true, saw: `${question} not asked from ${asked.from}: ${answer.cannot}` }
  const own = [...macsOf(output).values()]
  const answers = answer.macs.filter((mac) => own.includes(mac))
  if (answers.length === 0) return { holds: true, saw: `${question} from ${asked.from}: it does not answer` }
  return { holds: false, saw: `${question} from ${asked.from}: it answers with ${answers.join(', ')}` }
}
