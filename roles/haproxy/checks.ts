import type { Check } from '../../engine/check.ts'
import type { RoleContext } from '../contract.ts'
import { bindChecks } from './check-binds.ts'
import { clientAddressChecks } from './check-client-address.ts'
import { processCheck } from './check-process.ts'
import { redirectChecks } from './check-redirects.ts'
import { routeChecks } from './check-routes.ts'
import { describedServers, serversCheck } from './check-servers.ts'
import { statsChecks } from './check-stats.ts'
import { tlsChecks } from './check-tls.ts'
import { defaultSocket } from './places.ts'
import { rawSocket } from './raw.ts'
import type { HaproxyVars } from './vars.ts'

/** From the ground up: what runs, who listens, which servers are up, and what clients get. They only ask. */
export function haproxyChecks(context: RoleContext<HaproxyVars>): readonly Check[] {
  const { vars, host } = context
  if (vars.config !== undefined) return [...rawChecks(vars.config.reveal(), host.name), ...bindChecks(context)]
  const socket = vars.global.socket.path ?? defaultSocket(host.facts)
  return [
    processCheck(host.name, socket),
    ...bindChecks(context),
    serversCheck(
      host.name,
      socket,
      describedServers(vars, (pattern) => context.hosts(pattern)),
    ),
    ...statsChecks(context),
    ...tlsChecks(context),
    ...redirectChecks(context),
    ...routeChecks(context),
    ...clientAddressChecks(context),
  ]
}

/** A text is asked as far as its admin socket answers. */
function rawChecks(config: string, host: string): readonly Check[] {
  const socket = rawSocket(config)
  return socket === undefined ? [] : [processCheck(host, socket), serversCheck(host, socket, undefined)]
}
