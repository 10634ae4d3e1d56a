import type { HostView, RoleContext } from '../../contract.ts'
import { addressOf } from '../../kit/hosts/address.ts'
import { type Reached, reachedAt } from '../binds.ts'
import { backsOf, frontsOf, modeOf } from '../proxies.ts'
import type { Example } from '../vars/acl-kinds.ts'
import { isEverywhere, isLoopback } from '../vars/bind.ts'
import type { Back, Front } from '../vars/proxy.ts'
import type { HaproxyVars } from '../vars/vars.ts'
import { exampleFor, isTaken } from './evaluate.ts'

/** Where a section is asked, and whose counters may count it. */
export interface Entry {
  readonly front: Front
  readonly address: string
  readonly port: number
  readonly mode: 'http' | 'tcp'
  readonly tls: boolean
  /** Of a virtual address all members, as any may hold it. */
  readonly counted: readonly HostView[]
  /** "lb1: ", or nothing for a virtual address, which is asked once for all. */
  readonly whose: string
}

/** The places where clients can ask a section without the PROXY protocol, of a host itself or of a virtual address. */
export function entriesOf(front: Front, context: RoleContext<HaproxyVars>): readonly Entry[] {
  const { vars, host, members } = context
  const open = reachedAt(vars, host).filter((one) => one.section === front.name && !one.proxied && !isLoopback(one))
  return open.flatMap((one) => {
    const entry = { front, port: one.port, mode: modeOf(front, vars), tls: one.tls }
    if (!one.isVip) return [{ ...entry, address: askedAt(one, host), counted: [host], whose: `${host.name}: ` }]
    return isComplete(context) ? [{ ...entry, address: one.address, counted: members, whose: '' }] : []
  })
}

/** Until the last member is done, one that is still as it was may hold a virtual address. */
export function isComplete({ members, applied }: Pick<RoleContext<unknown>, 'members' | 'applied'>): boolean {
  return applied.length === members.length && members.every(({ facts }) => facts !== undefined)
}

/** The address at which a bind is asked from elsewhere. */
export function askedAt(reached: Pick<Reached, 'address'>, host: HostView): string {
  return isEverywhere(reached) ? addressOf(host) : reached.address
}

/** A way from a client to a backend. */
export interface Route {
  readonly entry: Entry
  readonly example: Example
  readonly back: Back
  /** By what it was chosen: a rule, or that no rule held. */
  readonly isDefault: boolean
}

/** All ways whose request is known: the written ones, those that can be made up, and the one that no rule takes. */
export function routesOf(context: RoleContext<HaproxyVars>): readonly Route[] {
  return frontsOf(context.vars).flatMap((front) => {
    const entry = mainEntry(front, entriesOf(front, context))
    return entry === undefined ? [] : [...ruleRoutes(entry, context.vars), ...defaultRoute(entry, context.vars)]
  })
}

/** Where everybody is sent on to TLS, only there something is to be seen. */
function mainEntry(front: Front, all: readonly Entry[]): Entry | undefined {
  // What is spoken inside TLS that ends here is unknown with mode tcp.
  const entries = all.filter(({ mode, tls }) => mode === 'http' || !tls)
  const sendsOn = front.redirects.some(({ scheme }) => scheme === 'https')
  return (sendsOn ? entries.find(({ tls }) => tls) : undefined) ?? entries[0]
}

function ruleRoutes(entry: Entry, vars: HaproxyVars): readonly Route[] {
  const { front } = entry
  return front.use_backend.flatMap((rule, index) => {
    const earlier = front.use_backend.slice(0, index)
    const back = backsOf(vars).find(({ name }) => name === rule.backend)
    const example = rule.check ?? exampleFor(rule, earlier, front.acls)
    if (back === undefined || example === undefined || example === false) return []
    return isSentOn(entry, example) ? [] : [{ entry, example, back, isDefault: false }]
  })
}

const PLAIN: Example = { path: '/' }

function defaultRoute(entry: Entry, vars: HaproxyVars): readonly Route[] {
  const { front } = entry
  const name = 'servers' in front ? front.name : front.default_backend
  const back = backsOf(vars).find((one) => one.name === name)
  const isRest = isTaken({}, front.use_backend, front.acls, PLAIN)
  return back === undefined || !isRest || isSentOn(entry, PLAIN)
    ? []
    : [{ entry, example: PLAIN, back, isDefault: true }]
}

/** Whether a redirect may answer instead. */
function isSentOn({ front, tls }: Entry, example: Example): boolean {
  const others = front.redirects.filter(
    (one) => !(one.scheme === 'https' && tls && one.if === undefined && one.unless === undefined),
  )
  return !isTaken({}, others, front.acls, example)
}
