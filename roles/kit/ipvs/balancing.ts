import type { Balancing, SeenPools, SeenServer } from '../../../engine/balancing/balancing.ts'
import { sh } from '../../../engine/shell.ts'
import { endpoint } from '../addresses.ts'
import type { ResolvedServer, WrittenServer } from '../hosts/servers.ts'
import { tableName } from './table.ts'
import { serviceName } from './virtual-server.ts'

type Service = Parameters<typeof serviceName>[0]

interface Real extends ResolvedServer<WrittenServer> {
  readonly port: number
  readonly weight: number
}

/** The virtual services with their real servers, as the kernel's table shows them. */
export function ipvsBalancing(
  services: readonly { readonly service: Service; readonly reals: readonly Real[] }[],
): Balancing | undefined {
  if (services.length === 0) return undefined
  return {
    pools: services.map(({ service, reals }) => ({
      title: tableName(serviceName(service), reals),
      servers: reals.map(({ address, port, weight, host }) => ({
        key: endpoint(address, port),
        host: host?.name,
        weight,
        backup: false,
      })),
    })),
    look: sh`ipvsadm -L -n`,
    read: (output, status) => (status === 0 ? parseConnections(output) : output.trim() || 'ipvsadm does not answer'),
  }
}

/**
 * Parses `ipvsadm -L -n`. Of UDP the kernel counts every client as inactive; of TCP only the open connections are active. A
 * server that a checker has removed is missing.
 */
export function parseConnections(output: string): SeenPools {
  const pools = new Map<string, Map<string, SeenServer>>()
  let servers = new Map<string, SeenServer>()
  let counts: 'active' | 'inactive' = 'active'
  for (const line of output.split('\n')) {
    const words = line.trim().split(/\s+/)
    const [first = '', second = '', third = ''] = words
    if (/^(TCP|UDP|SCTP|FWM)$/.test(first)) {
      servers = new Map()
      counts = first === 'UDP' ? 'inactive' : 'active'
      const isMark6 = first === 'FWM' && third === 'IPv6'
      pools.set(
        first === 'FWM' ? `fwmark ${second}${isMark6 ? ' IPv6' : ''}` : `${first.toLowerCase()} ${second}`,
        servers,
      )
    } else if (first === '->' && /^\d+$/.test(words[3] ?? '')) {
      const [, key = '', , weight, active, inactive] = words
      servers.set(key, {
        weight: Number(weight),
        connections: Number(counts === 'active' ? active : inactive),
        up: Number(weight) > 0 ? true : undefined,
      })
    }
  }
  return pools
}
