import { endpoint } from '../../kit/addresses.ts'
import { block, extra, type Lines } from '../../kit/config-text.ts'
import type { FindHosts } from '../../kit/hosts/servers.ts'
import { type Server, serversOf } from '../servers.ts'
import type { Upstream } from '../vars/upstream.ts'
import { directive } from './directive.ts'

/**
 * An `upstream` block, the same in http and in stream, which need different zones. The method comes before keepalive:
 * nginx requires this order.
 */
export function upstreamLines(upstream: Upstream, find: FindHosts, zone = upstream.name): Lines {
  return block(
    `upstream ${upstream.name}`,
    directive('zone', `${zone} ${upstream.zone}`),
    upstream.method === 'round_robin' ? [] : [`${upstream.method};`],
    serversOf(upstream, find).map(serverLine),
    directive('keepalive', upstream.keepalive),
    directive('keepalive_timeout', upstream.keepalive_timeout),
    extra(upstream.extra),
  )
}

function serverLine(server: Server): string {
  const words = [
    endpoint(server.address, server.port),
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
