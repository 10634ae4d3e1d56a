import type { LookResult } from '../../../engine/check.ts'
import type { SegmentView } from '../../../engine/status/items.ts'
import { type PartReading, type StatusPart, statusPart } from '../../../engine/status/part.ts'
import type { HostView } from '../../contract.ts'
import { bare } from '../addresses.ts'
import { witnesses } from '../hosts/segment.ts'
import { addressesAndLinks, carriersOf, macsOf } from '../looks/carriers.ts'
import { askSegment, segmentView } from './segment.ts'

/** More than one, so that one with a cable of its own does not decide. */
const CLIENTS = 2

/** Who holds a virtual address: the members are asked for their addresses, and the segment by ARP or neighbour discovery. */
export function vipPart(
  written: string,
  { members, clients }: { readonly members: readonly HostView[]; readonly clients: readonly HostView[] },
): StatusPart {
  const vip = bare(written)
  const near = witnesses(vip, clients).slice(0, CLIENTS)
  const asking = near.length > 0 ? near : witnesses(vip, members)
  return statusPart({
    title: `address ${vip}`,
    looks: {
      members: members.map(({ name }) => ({ from: name, run: addressesAndLinks })),
      segment: asking.map((one) => ({ from: one.name, run: askSegment(one, vip) })),
    },
    read: ({ members, segment }) => readVip(vip, members, segment),
  })
}

interface Member {
  readonly name: string
  readonly interface: string | undefined
  readonly mac: string | undefined
  readonly macs: readonly string[]
  readonly isRead: boolean
}

export function readVip(vip: string, asked: readonly LookResult[], segment: readonly LookResult[]): PartReading {
  const members = asked.map((result) => memberIn(vip, result))
  const read = members.filter(({ isRead }) => isRead)
  const holders = read.filter((one) => one.interface !== undefined)
  const views = segment
    .filter(({ status }) => status !== undefined)
    .map((result): SegmentView => {
      const { macs, ...view } = segmentView(vip, result)
      return { ...view, answers: macs.map((mac) => ({ mac, host: ownerOf(mac, members) })) }
    })
  const unread = members.filter(({ isRead }) => !isRead)
  return {
    items: [
      {
        kind: 'vip',
        address: vip,
        holders: holders.map((one) => ({ host: one.name, interface: one.interface ?? '' })),
        standby: read.filter((one) => one.interface === undefined).map(({ name }) => name),
        segment: views,
      },
    ],
    problems: [...holderProblems(vip, holders, views, unread), ...segmentProblems(vip, holders, views)].map((text) => ({
      text,
    })),
    notes:
      holders.length === 0 && unread.length > 0 && isAnswered(views)
        ? [{ text: `${vip} is held by a host that was not asked: ${names(unread)}, or another one` }]
        : [],
  }
}

function memberIn(vip: string, { from, status, output }: LookResult): Member {
  // A director that is also a real server always has the address on lo.
  const [carrier] = status === 0 ? carriersOf(vip, output).filter((one) => one.interface !== 'lo') : []
  return {
    name: from,
    interface: carrier?.interface,
    mac: carrier?.mac,
    macs: [...macsOf(output).values()],
    isRead: status === 0,
  }
}

function ownerOf(mac: string, members: readonly Member[]): string | undefined {
  return members.find(({ macs }) => macs.includes(mac))?.name
}

function holderProblems(
  vip: string,
  holders: readonly Member[],
  views: readonly SegmentView[],
  unread: readonly Member[],
): string[] {
  if (holders.length > 1) return [`${vip} is held by ${names(holders)} at the same time`]
  if (holders.length === 1) return []
  // A member that cannot be asked may hold it: the segment says that somebody does.
  if (unread.length > 0 && isAnswered(views)) return []
  return [`${vip} is held by nobody${unread.length === 0 ? '' : ` that could be asked (not ${names(unread)})`}`]
}

function isAnswered(views: readonly SegmentView[]): boolean {
  return views.some(({ answers }) => answers.length > 0)
}

/** The holder must be the only one that answers. It gets no answer to its own question. */
function segmentProblems(vip: string, holders: readonly Member[], views: readonly SegmentView[]): string[] {
  const [holder] = holders
  return views
    .filter(({ cannot }) => cannot === undefined)
    .flatMap(({ from, answers }) => {
      if (answers.length > 1) return [`${vip}: ${answers.map(answerText).join(' and ')} answer ${from}`]
      const [answer] = answers
      if (holder === undefined || holders.length > 1) return []
      if (from === holder.name)
        return answer === undefined ? [] : [`${vip}: ${answerText(answer)} answers ${from}, too`]
      if (answer === undefined) return [`${vip}: nobody answers ${from}, although ${holder.name} holds it`]
      return holder.mac === undefined || answer.mac === holder.mac
        ? []
        : [`${vip}: ${answerText(answer)} answers ${from}, although ${holder.name} holds it`]
    })
}

export function answerText({ mac, host }: SegmentView['answers'][number]): string {
  return host === undefined ? mac : `${host} (${mac})`
}

function names(members: readonly Member[]): string {
  return members.map(({ name }) => name).join(' and ')
}
