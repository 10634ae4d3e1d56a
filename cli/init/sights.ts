import type { Facts } from '../../engine/facts.ts'
import type { HostSurvey } from '../../engine/survey/survey.ts'

/** What was seen of one host. */
export interface Sight extends HostSurvey {
  readonly facts: Facts
}

/** What an ARP request for a virtual address showed. */
export interface ArpSight {
  readonly vip: string
  /** The host that asked. */
  readonly from: string
  /** MAC addresses that answered, or why it could not be asked. */
  readonly answer: { readonly macs: readonly string[] } | { readonly cannot: string }
}

/** What was seen so far; empty before the first look, and if no host could be reached. */
export interface Sights {
  /** By the name of the host. */
  readonly hosts: ReadonlyMap<string, Sight>
  /** Why hosts could not be looked at, by name. */
  readonly failures: ReadonlyMap<string, string>
  readonly arp: readonly ArpSight[]
}

export const NOTHING_SEEN: Sights = { hosts: new Map(), failures: new Map(), arp: [] }

/** Router ids whose adverts were heard from other hosts than these, with the address of the sender. */
export function foreignRouters({ hosts }: Sights): ReadonlyMap<number, string> {
  const own = new Set(
    [...hosts.values()].flatMap(({ facts }) =>
      facts.interfaces.flatMap(({ addresses }) => addresses.map((written) => written.split('/')[0])),
    ),
  )
  const heard = [...hosts.values()].flatMap(({ adverts }) => (adverts === undefined ? [] : adverts.heard))
  return new Map(heard.filter(({ from }) => !own.has(from)).map(({ routerId, from }) => [routerId, from]))
}
