import { type Check, checkOf, type LookResult, type Verdict } from '../../../engine/check.ts'
import type { HostView } from '../../contract.ts'
import { bare } from '../addresses.ts'
import { witnesses } from '../hosts/segment.ts'
import type { ArpAnswer } from '../looks/arp.ts'
import { addressesAndLinks, type Carrier, carriersOf, failedDetection } from '../looks/carriers.ts'
import { askSegment, questionFor, segmentAnswer } from '../looks/segment.ts'

/** The hosts that are asked who holds a VIP. */
export interface Observers {
  readonly members: readonly HostView[]
  readonly clients: readonly HostView[]
}

/** A member, and the interface that carries the VIP there. */
interface Member {
  readonly name: string
  readonly carrier: Carrier | undefined
  /** It has the address, and another host had it first: the kernel does not use it. */
  readonly isTwice: boolean
  /** Why its addresses could not be read. */
  readonly cannot: string | undefined
}

/** A host of the segment, and the answers that it got. */
interface SegmentLook {
  readonly name: string
  readonly answer: ArpAnswer
}

/** More than one, so that the check does not depend on one client's ARP cache or cable. */
const CLIENTS = 2

/**
 * Exactly one director holds a VIP. All members are asked for their addresses, also those that are not yet applied, and
 * the segment is asked by ARP, or by neighbour discovery: from clients if there are some, else from the members.
 */
export function holderCheck(written: string, observers: Observers): Check {
  const vip = bare(written)
  const members = observers.members.filter((one) => one.facts !== undefined)
  const unasked = observers.members.filter((one) => one.facts === undefined).map((one) => one.name)
  const asking = witnessesOf(vip, observers.clients, members)
  return checkOf({
    title: `exactly one director holds ${vip}`,
    advice:
      'Look at the address on the directors (ip addr), and whether adverts of VRRP (IP protocol 112) pass between them. If another machine answers for it, take a free address.',
    looks: {
      members: members.map((one) => ({ from: one.name, run: addressesAndLinks })),
      arp: asking.map((one) => ({ from: one.name, run: askSegment(one.interface, vip) })),
    },
    within: 15,
    judge: (results) =>
      judgeHolder(
        results.members.map((result) => memberIn(vip, result)),
        results.arp.map((result) => ({ name: result.from, answer: segmentAnswer(vip, result) })),
        { unasked, question: questionFor(vip) },
      ),
  })
}

function witnessesOf(vip: string, clients: readonly HostView[], members: readonly HostView[]) {
  const near = witnesses(vip, clients).slice(0, CLIENTS)
  return near.length > 0 ? near : witnesses(vip, members)
}

function memberIn(vip: string, { from, status, output }: LookResult): Member {
  if (status !== 0) return { name: from, carrier: undefined, isTwice: false, cannot: output.trim() || 'no answer' }
  // A director that is also a real server always has the VIP on lo, or on tunl0 with tunnels.
  const [carrier] = carriersOf(vip, output).filter((one) => !['lo', 'tunl0'].includes(one.interface))
  return { name: from, carrier, isTwice: failedDetection(vip, output), cannot: undefined }
}

interface Asked {
  /** Members that are not connected. */
  readonly unasked: readonly string[]
  readonly question: string
}

/** Compares the members' own addresses with the answers of the segment. */
function judgeHolder(members: readonly Member[], looks: readonly SegmentLook[], { unasked, question }: Asked): Verdict {
  const holders = members.filter((one) => one.carrier !== undefined)
  const holder = holders.length === 1 ? holders[0] : undefined
  const arps = looks.map((look) => judgeSegment(look, question, members, holder))
  const elsewhere = holders.length === 0 && unasked.length > 0
  const holds = (holder !== undefined || elsewhere) && members.every((one) => one.cannot === undefined)
  const saw = [
    ...members.flatMap((one) => (one.cannot === undefined ? [] : [`${one.name} could not be read: ${one.cannot}`])),
    holdersSentence(holders),
    ...members.flatMap((one) => (one.isTwice ? [`${one.name} has it, and another host had it first (dadfailed)`] : [])),
    ...unasked.map((name) => `${name} was not asked`),
    ...arps.map((one) => one.saw),
  ]
  return { holds: holds && arps.every((one) => one.holds), saw: saw.join('; ') }
}

function holdersSentence(holders: readonly Member[]): string {
  if (holders.length === 0) return 'no director holds it'
  const names = holders.map((one) => `${one.name} (${one.carrier?.interface})`).join(' and ')
  if (holders.length === 1) return `${names} holds it`
  return `${names} hold it at the same time: do adverts (IP protocol 112) reach the others, through firewalls and clouds (rules 51, 52)?`
}

function judgeSegment(
  { name, answer }: SegmentLook,
  question: string,
  members: readonly Member[],
  holder: Member | undefined,
): Verdict {
  if ('cannot' in answer) return { holds: true, saw: `${question} not asked from ${name}: ${answer.cannot}` }
  const answered = answer.macs.map((mac) => `${mac}${nameOf(mac, members)}`).join(', ') || 'no answer'
  const saw = `${question} from ${name}: ${answered}`
  // A host does not answer its own ARP request: the holder must get no answer at all.
  if (holder?.name === name)
    return { holds: answer.macs.length === 0, saw: `${question} from ${name}: no other host answers` }
  if (holder === undefined) return { holds: answer.macs.length < 2, saw }
  const expected = holder.carrier?.mac
  return { holds: answer.macs.length === 1 && (expected === undefined || answer.macs[0] === expected), saw }
}

function nameOf(mac: string, members: readonly Member[]): string {
  const member = members.find((one) => one.carrier?.mac === mac)
  return member === undefined ? '' : ` (${member.name})`
}
