import type { Opening } from '../../contract.ts'
import { type Service, serviceName } from './virtual-server.ts'

/** A real server of a service. */
interface Server {
  readonly address: string
  readonly port: number
}

/**
 * The openings that answers of real servers need on a director with mode nat: they pass the filter of forwarded packets
 * before IPVS puts the virtual address into them. A service by firewall mark has none, as only the firewall has its ports.
 */
export function natAnswers(service: Service, servers: readonly Server[], conntrack: boolean): readonly Opening[] {
  const { mode, protocol } = service
  if (mode !== 'nat') return []
  const byPort = Map.groupBy(
    servers.filter(({ port }) => port !== 0),
    ({ port }) => port,
  )
  return [...byPort].map(([port, some]) => ({
    title: `answers for ${serviceName(service)}`,
    protocol,
    port,
    from: some.map(({ address }) => address),
    answers: conntrack ? 'tracked' : 'untracked',
  }))
}
