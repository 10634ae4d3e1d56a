import type { Opening } from '../../contract.ts'
import { type Service, serviceName } from './virtual-server.ts'

/** A server that answers for a service. */
interface Answering {
  readonly address: string
  readonly port: number
}

/**
 * What must be let through a director with mode nat: IPVS takes requests where they come in, but answers pass what
 * filters forwarded packets before it puts the virtual address back into them. Ports behind a firewall mark only the
 * firewall knows.
 */
export function natAnswers(service: Service, servers: readonly Answering[], conntrack: boolean): readonly Opening[] {
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
