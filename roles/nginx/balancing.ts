import type { Balancing, SeenPools } from '../../engine/balancing/balancing.ts'
import { Sh, sh } from '../../engine/shell.ts'
import type { RoleContext } from '../contract.ts'
import { endpoint } from '../kit/addresses.ts'
import { type Server, serversOf } from './servers.ts'
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
  const places = new Map(pools.flatMap(({ servers }) => servers.map((server) => [keyOf(server), server] as const)))
  const count = ({ address, port }: Server) =>
    sh`echo ${endpoint(address, port)} "$(ss -Htn state established state syn-sent dst ${endpoint(address, port)} | wc -l)"`
  return {
    pools: pools.map(({ title, servers }) => ({
      title,
      servers: servers.map((server) => ({
        key: keyOf(server),
        host: server.host?.name,
        weight: server.down ? 0 : server.weight,
        backup: server.backup,
      })),
    })),
    look: Sh.lines([
      sh`command -v ss >/dev/null || { echo 'ss is missing (package iproute2)'; exit 127; }`,
      ...[...places.values()].map(count),
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
              keyOf(server),
              { weight: undefined, connections: counts.get(keyOf(server)) ?? 0, up: undefined },
            ]),
          ),
        ]),
      )
    },
  }
}

function keyOf({ address, port }: Server): string {
  return endpoint(address, port)
}
