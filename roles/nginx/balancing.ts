import type { Balancing, SeenPools } from '../../engine/balancing/balancing.ts'
import { Sh, sh } from '../../engine/shell.ts'
import type { RoleContext } from '../contract.ts'
import { serversOf } from './servers.ts'
import type { NginxVars } from './vars/vars.ts'

/**
 * The upstreams with their servers. nginx does not say what it knows of a server, so that the connections of this host to
 * it are counted, those of other programs included.
 */
export function nginxBalancing({ vars, hosts }: RoleContext<NginxVars>): Balancing | undefined {
  if (vars.upstreams.length === 0) return undefined
  const pools = vars.upstreams.map((upstream) => ({
    title: `upstream ${upstream.name}`,
    servers: serversOf(upstream, hosts),
  }))
  // A server by DNS name or socket has no address whose connections can be counted.
  const places = new Set(
    pools.flatMap(({ servers }) => servers.flatMap((one) => (one.address === undefined ? [] : [one.endpoint]))),
  )
  const count = (place: string) => sh`echo ${place} "$(ss -Htn state established state syn-sent dst ${place} | wc -l)"`
  return {
    pools: pools.map(({ title, servers }) => ({
      title,
      servers: servers.map((server) => ({
        key: server.endpoint,
        host: server.host?.name,
        weight: server.down ? 0 : server.weight,
        backup: server.backup,
      })),
    })),
    look: Sh.lines([
      sh`command -v ss >/dev/null || { echo 'ss is missing (package iproute2)'; exit 127; }`,
      ...[...places].map(count),
    ]),
    read(output, status) {
      if (status !== 0) return output.trim() || 'ss does not answer'
      const counts = new Map(
        [...output.matchAll(/^(\S+) +(\d+)$/gm)].map(([, key = '', count]) => [key, Number(count)]),
      )
      return new Map(
        pools.map(({ title, servers }): [string, SeenPools extends ReadonlyMap<string, infer Seen> ? Seen : never] => [
          title,
          new Map(
            servers.map((server) => [
              server.endpoint,
              { weight: undefined, connections: counts.get(server.endpoint) ?? 0, up: undefined },
            ]),
          ),
        ]),
      )
    },
  }
}
