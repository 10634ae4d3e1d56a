import { block, type Lines } from '../../kit/config-text.ts'
import type { FindHosts } from '../../kit/hosts/servers.ts'
import { type Server, serversOf } from '../servers.ts'
import type { Upstream } from '../vars/upstream.ts'
import { directive } from './directive.ts'
import { ownLines, withoutOwn } from './own-lines.ts'

/**
 * An `upstream` block, the same in http and in stream, which need different zones. The method comes before keepalive:
 * nginx requires this order.
 */
export function upstreamLines(upstream: Upstream, find: FindHosts, zone = `upstream-${upstream.name}`): Lines {
  const servers = serversOf(upstream, find)
  const lines = [
    ...directive('zone', `evenkeel-${zone} ${upstream.zone ?? zoneFor(servers.length)}`),
    ...(upstream.method === 'round_robin' ? [] : [`${upstream.method};`]),
    ...servers.map(serverLine),
    ...directive('keepalive', upstream.keepalive),
    ...directive('keepalive_timeout', upstream.keepalive_timeout),
  ]
  return block(`upstream ${upstream.name}`, withoutOwn(lines, upstream.extra), ownLines(upstream.extra))
}

/** A server takes up to 1.3 KB; nginx refuses to start if the zone is too small. */
function zoneFor(servers: number): string {
  return `${Math.max(64, 2 ** Math.ceil(Math.log2(1.5 * servers)))}k`
}

function serverLine(server: Server): string {
  const words = [
    server.endpoint,
    ...(server.weight === 1 ? [] : [`weight=${server.weight}`]),
    `max_fails=${server.maxFails}`,
    `fail_timeout=${server.failTimeout}`,
    ...(server.maxConns === undefined ? [] : [`max_conns=${server.maxConns}`]),
    ...(server.backup ? ['backup'] : []),
    ...(server.down ? ['down'] : []),
  ]
  return `server ${words.join(' ')};`
}

/** Path of an upstream's file. Each has its own, so that it can be removed after the sites that refer to it. */
export function upstreamPath({ name }: Upstream): string {
  return `/etc/nginx/conf.d/upstream-${name}.conf`
}
