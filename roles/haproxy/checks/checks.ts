import type { Check } from '../../../engine/check.ts'
import type { RoleContext } from '../../contract.ts'
import { defaultSocket } from '../places.ts'
import { rawSocket } from '../raw.ts'
import type { HaproxyVars } from '../vars/vars.ts'
import { bindChecks } from './binds.ts'
import { clientAddressChecks } from './client-address.ts'
import { processCheck } from './process.ts'
import { redirectChecks } from './redirects.ts'
import { routeChecks } from './routes.ts'
import { describedServers, serversCheck } from './servers.ts'
import { statsChecks } from './stats.ts'
import { tlsChecks } from './tls.ts'

/** The role's checks, from the process up to the requests of clients. */
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

/** The checks of a configuration written as text need its admin socket. */
function rawChecks(config: string, host: string): readonly Check[] {
  const socket = rawSocket(config)
  return socket === undefined ? [] : [processCheck(host, socket), serversCheck(host, socket, undefined)]
}
