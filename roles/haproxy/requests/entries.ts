import type { Look } from '../../../engine/check.ts'
import type { HostView, RoleContext } from '../../contract.ts'
import { addressOf } from '../../kit/hosts/address.ts'
import { type ResolvedBind, resolvedBinds } from '../binds.ts'
import { type Hindrance, hindrancesIn, redirectsPlainOnly } from '../own/hindrances.ts'
import { ownLines } from '../own/lines.ts'
import { modeOf } from '../proxies.ts'
import { isEverywhere, isLoopback } from '../vars/bind.ts'
import type { Front } from '../vars/proxy.ts'
import type { HaproxyVars } from '../vars/vars.ts'

/** An address and port at which checks ask, and the hosts that may count the requests. */
export interface Place {
  readonly address: string
  readonly port: number
  readonly tls: boolean
  /** Clients need a certificate there. */
  readonly certified: boolean
  /** Clients must send a name in the TLS handshake. */
  readonly named: boolean
  /** Names of certificates in vars, and files of others. */
  readonly ssl: readonly string[]
  readonly files: readonly string[]
  /** All members for a virtual address, because any of them may hold it. */
  readonly countedHosts: readonly HostView[]
  /** "lb1: ", or empty for a virtual address: one check of it is enough for all members. */
  readonly titlePrefix: string
}

/** A place of a section that vars describe. */
export interface Entry extends Place {
  readonly front: Front
  readonly mode: 'http' | 'tcp'
}

/** The entries of a section that need no PROXY protocol. */
export function entriesOf(front: Front, context: RoleContext<HaproxyVars>): readonly Entry[] {
  return placesOf(front.name, context).map((place) => ({ ...place, front, mode: modeOf(front, context.vars) }))
}

/** The places of a section by its name, without those that need the PROXY protocol. */
export function placesOf(section: string, context: RoleContext<HaproxyVars>): readonly Place[] {
  const { vars, host, members } = context
  const open = resolvedBinds(vars, host).filter((one) => one.section === section && !one.proxied && !isLoopback(one))
  return open.flatMap((bind): readonly Place[] => {
    const { port, tls, certified, named, ssl, files } = bind
    const place = { port, tls, certified, named, ssl, files }
    if (!bind.isVip)
      return [{ ...place, address: askedAddress(bind, host), countedHosts: [host], titlePrefix: `${host.name}: ` }]
    return allMembersApplied(context)
      ? [{ ...place, address: bind.address, countedHosts: members, titlePrefix: '' }]
      : []
  })
}

/** Before that, a member without the new configuration may hold the virtual address. */
export function allMembersApplied({ members, applied }: Pick<RoleContext<unknown>, 'members' | 'applied'>): boolean {
  return applied.length === members.length && members.every(({ facts }) => facts !== undefined)
}

/** The address at which another machine can ask a bind. */
export function askedAddress(bind: Pick<ResolvedBind, 'address'>, host: HostView): string {
  return isEverywhere(bind) ? addressOf(host) : bind.address
}

/** The place from which checks ask as a client: the first connected client, else the controller. */
export function askedFrom(clients: readonly HostView[]): Look['from'] {
  return clients.find((one) => one.facts !== undefined)?.name ?? { controller: true }
}

/** What may answer a request at an entry before the rules that vars describe: lines of the user's own, and its binds. */
export function answersBefore({ front, tls, certified, named }: Entry): readonly Hindrance[] {
  const { verify } = front
  const lines = ownLines(front).filter((line) => !(tls && redirectsPlainOnly(line)))
  const asked = verify === false ? undefined : verify
  return [
    ...hindrancesIn(lines).filter(({ of }) => of === 'answer'),
    ...(certified && asked?.client_certificate === undefined
      ? [{ of: 'answer', line: 'verify required' } as const]
      : []),
    ...(named && asked?.host === undefined ? [{ of: 'answer', line: 'strict-sni' } as const] : []),
  ]
}

/**
 * The entry for requests to backends: that with TLS if the section redirects to it, and one where nothing is known to answer
 * before, if there is one. With mode tcp the protocol inside terminated TLS is unknown.
 */
export function mainEntry(front: Front, all: readonly Entry[]): Entry | undefined {
  const entries = all.filter(({ mode, tls }) => mode === 'http' || !tls)
  const redirectsToTls =
    front.redirects.some(({ scheme }) => scheme === 'https') || ownLines(front).some(redirectsPlainOnly)
  const preferred = redirectsToTls ? entries.toSorted((one, other) => Number(other.tls) - Number(one.tls)) : entries
  return preferred.find((entry) => answersBefore(entry).length === 0) ?? preferred[0]
}
