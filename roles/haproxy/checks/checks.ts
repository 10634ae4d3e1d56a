import type { Check } from '../../../engine/check.ts'
import type { RoleContext } from '../../contract.ts'
import { ownSections } from '../own/lines.ts'
import { type Picked, pickedBy, pickedByLines } from '../own/up.ts'
import { defaultSocket } from '../places.ts'
import { backsOf } from '../proxies.ts'
import { rawSocket } from '../raw.ts'
import type { HaproxyVars } from '../vars/vars.ts'
import { bindChecks } from './binds.ts'
import { clientAddressChecks } from './client-address.ts'
import { ownFrontChecks, ownFrontRemarks } from './own-fronts.ts'
import { processCheck } from './process.ts'
import { redirectChecks } from './redirects.ts'
import { requestRemarks, routeChecks } from './routes.ts'
import { describedServers, serversCheck, tableCheck } from './servers.ts'
import { prometheusChecks, statsChecks } from './stats.ts'
import { tlsChecks, tlsRemarks } from './tls.ts'

/** The role's checks, from the process up to the requests of clients. */
export function haproxyChecks(context: RoleContext<HaproxyVars>): readonly Check[] {
  const { host } = context
  const socket = socketOf(context)
  return [
    // A configuration written as text may have no admin socket.
    ...(socket === undefined ? [] : [processCheck(host.name, socket)]),
    ...bindChecks(context),
    ...(socket === undefined ? [] : socketChecks(socket, context)),
    ...statsChecks(context),
    ...prometheusChecks(context),
    ...tlsChecks(context),
    ...redirectChecks(context),
    ...routeChecks(context),
    ...ownFrontChecks(context),
    ...clientAddressChecks(context),
  ]
}

/** The path of the admin socket; undefined for a configuration, written as text, that has none. */
export function socketOf({ vars, host }: Pick<RoleContext<HaproxyVars>, 'vars' | 'host'>): string | undefined {
  if (vars.config !== undefined) return rawSocket(vars.config.reveal())
  return vars.global.socket.path ?? defaultSocket(host.facts)
}

function socketChecks(socket: string, context: RoleContext<HaproxyVars>): readonly Check[] {
  const { vars, host } = context
  const described = describedServers(vars, (pattern) => context.hosts(pattern))
  return [tableCheck(host.name, socket, described), serversCheck(host.name, socket, described)]
}

/** What the checks do not judge, and why. */
export function haproxyRemarks(context: RoleContext<HaproxyVars>): readonly string[] {
  const { vars } = context
  const picked = backsOf(vars).flatMap((back): readonly string[] => {
    const found = back.up === undefined ? pickedBy(back) : undefined
    return found === undefined ? [] : [pickedText(back.name, found)]
  })
  const own = ownSections(vars).filter(({ kind, name }) => kind !== 'frontend' && vars.up[name] === undefined)
  const pickedOwn = own.flatMap(({ name, lines }) => {
    const found = pickedByLines(lines)
    return found === undefined ? [] : [pickedText(name, found)]
  })
  return [...requestRemarks(context), ...tlsRemarks(context), ...ownFrontRemarks(context), ...picked, ...pickedOwn].map(
    (one) => `HAProxy, ${one}`,
  )
}

function pickedText(name: string, { by, up }: Picked): string {
  return `"${name}": its health check (${by}) picks servers: ${up.text} must be up; write up if that is wrong`
}
