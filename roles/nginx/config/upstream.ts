import { endpoint } from '../../kit/addresses.ts'
import { block, extra, type Lines } from '../../kit/config-text.ts'
import type { FindHosts } from '../../kit/hosts/servers.ts'
import { type Server, serversOf } from '../servers.ts'
import type { Upstream } from '../vars/upstream.ts'
import { directive } from './directive.ts'

/**
 * An `upstream` block, as http and stream both know it; they cannot share a zone. The method comes first: keepalive
 * must follow it.
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

/** Where it lies; upstreams come after new sites do not need them any more, so each has a file of its own. */
export function upstreamPath({ name }: Upstream): string {
  return `/etc/nginx/conf.d/upstream-${name}.conf`
}
