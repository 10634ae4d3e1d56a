import type { Look } from '../../../engine/check.ts'
import type { HostView, RoleContext } from '../../contract.ts'
import { addressOf } from '../../kit/hosts/address.ts'
import { type ResolvedBind, resolvedBinds } from '../binds.ts'
import { backsOf, frontsOf, modeOf } from '../proxies.ts'
import type { Example } from '../vars/acl-kinds.ts'
import { isEverywhere, isLoopback } from '../vars/bind.ts'
import type { Back, Front } from '../vars/proxy.ts'
import type { HaproxyVars } from '../vars/vars.ts'
import { exampleFor, isTaken } from './evaluate.ts'

/** An address and port at which checks ask a section, and the hosts that may count the requests. */
export interface Entry {
  readonly front: Front
  readonly address: string
  readonly port: number
  readonly mode: 'http' | 'tcp'
  readonly tls: boolean
  /** All members for a virtual address, because any of them may hold it. */
  readonly countedHosts: readonly HostView[]
  /** "lb1: ", or empty for a virtual address: one check of it is enough for all members. */
  readonly titlePrefix: string
}

/** The entries of a section that need no PROXY protocol. */
export function entriesOf(front: Front, context: RoleContext<HaproxyVars>): readonly Entry[] {
  const { vars, host, members } = context
  const open = resolvedBinds(vars, host).filter((one) => one.section === front.name && !one.proxied && !isLoopback(one))
  return open.flatMap((bind): readonly Entry[] => {
    const entry = { front, port: bind.port, mode: modeOf(front, vars), tls: bind.tls }
    if (!bind.isVip)
      return [{ ...entry, address: askedAddress(bind, host), countedHosts: [host], titlePrefix: `${host.name}: ` }]
    return allMembersApplied(context)
      ? [{ ...entry, address: bind.address, countedHosts: members, titlePrefix: '' }]
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

/** An example request, and the backend that must get it. */
export interface Route {
  readonly entry: Entry
  readonly example: Example
  readonly back: Back
  /** No rule chose the backend. */
  readonly isDefault: boolean
}

/** The routes with an example request, written or derived from ACLs, and the default route. */
export function routesOf(context: RoleContext<HaproxyVars>): readonly Route[] {
  return frontsOf(context.vars).flatMap((front) => {
    const entry = mainEntry(front, entriesOf(front, context))
    return entry === undefined ? [] : [...ruleRoutes(entry, context.vars), ...defaultRoute(entry, context.vars)]
  })
}

/** The TLS entry if the section redirects to https: backends get no other requests then. */
function mainEntry(front: Front, all: readonly Entry[]): Entry | undefined {
  // With mode tcp the protocol inside terminated TLS is unknown.
  const entries = all.filter(({ mode, tls }) => mode === 'http' || !tls)
  const redirectsToTls = front.redirects.some(({ scheme }) => scheme === 'https')
  return (redirectsToTls ? entries.find(({ tls }) => tls) : undefined) ?? entries[0]
}

function ruleRoutes(entry: Entry, vars: HaproxyVars): readonly Route[] {
  const { front } = entry
  return front.use_backend.flatMap((rule, index) => {
    const earlier = front.use_backend.slice(0, index)
    const back = backsOf(vars).find(({ name }) => name === rule.backend)
    const example = rule.check ?? exampleFor(rule, earlier, front.acls)
    if (back === undefined || example === undefined || example === false) return []
    return mayRedirect(entry, example) ? [] : [{ entry, example, back, isDefault: false }]
  })
}

const PLAIN: Example = { path: '/' }

function defaultRoute(entry: Entry, vars: HaproxyVars): readonly Route[] {
  const { front } = entry
  const name = 'servers' in front ? front.name : front.default_backend
  const back = backsOf(vars).find((one) => one.name === name)
  const isUnmatched = isTaken({}, front.use_backend, front.acls, PLAIN)
  return back === undefined || !isUnmatched || mayRedirect(entry, PLAIN)
    ? []
    : [{ entry, example: PLAIN, back, isDefault: true }]
}

/** True if a redirect may answer the request before a backend gets it. */
function mayRedirect({ front, tls }: Entry, example: Example): boolean {
  const redirects = front.redirects.filter(
    (one) => !(one.scheme === 'https' && tls && one.if === undefined && one.unless === undefined),
  )
  return !isTaken({}, redirects, front.acls, example)
}
