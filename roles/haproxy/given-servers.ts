import { haproxyServer } from '../../engine/resources/haproxy-server.ts'
import type { Resource } from '../../engine/resources/resource.ts'
import type { RoleContext } from '../contract.ts'
import { socketLevel, weighsAtStart } from './live.ts'
import { CONFIG, defaultSocket } from './places.ts'
import { backsOf } from './proxies.ts'
import { type Server, serversOf } from './servers.ts'
import type { Back } from './vars/proxy.ts'
import type { HaproxyVars } from './vars/vars.ts'

/**
 * The servers to which a command gave another weight, as the running HAProxy shall have them: without a reload, in which
 * idle connections of clients end. Empty if only a reload can do that.
 */
export function givenServers(vars: HaproxyVars, { host, hosts }: RoleContext<HaproxyVars>): readonly Resource[] {
  if (vars.config !== undefined || socketLevel(vars.global.socket) !== 'admin') return []
  const given = backsOf(vars).flatMap((back) =>
    serversOf(back, hosts).flatMap((server) => (server.host?.given === undefined ? [] : [{ back, server }])),
  )
  if (given.some(needsReload)) return []
  const socket = vars.global.socket.path ?? defaultSocket(host.facts)
  return given.map(({ back, server: { name, weight, disabled } }) =>
    haproxyServer(
      { socket, backend: back.name, server: name, weight, state: disabled ? 'maint' : 'ready' },
      { readableAfter: 'package:haproxy', replacesReloadFor: `file:${CONFIG}` },
    ),
  )
}

function needsReload({ back, server }: { back: Back; server: Server }): boolean {
  const { now = 0, was = 0 } = server.host?.given ?? {}
  return weighsAtStart(back) && (now > 0 || was > 0)
}
