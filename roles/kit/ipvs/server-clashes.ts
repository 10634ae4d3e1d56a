import { EvenkeelError } from '../../../engine/errors/error.ts'
import { endpoint, isVersion6 } from '../addresses.ts'
import { granularityFault, type Service, serviceName } from './virtual-server.ts'

interface Server {
  readonly name: string
  readonly address: string
  readonly port: number
}

/**
 * Throws `input` for servers that IPVS does not accept together: a server that is there twice, or one of another address
 * family than the service. A firewall mark has the family of its servers; with tunnels the families may differ.
 */
export function refuseClashes(service: Service, servers: readonly Server[]): void {
  const isOf6 = service.vip === undefined ? servers.some(({ address }) => isVersion6(address)) : isVersion6(service.vip)
  const fault =
    granularityFault(service, isOf6) ??
    (service.mode === 'tun' ? undefined : strangeFamily(servers, isOf6)) ??
    repetition(servers)
  if (fault !== undefined) throw new EvenkeelError('input', `${serviceName(service)}: ${fault}`)
}

function strangeFamily(servers: readonly Server[], isOf6: boolean): string | undefined {
  const strange = servers.find(({ address }) => isVersion6(address) !== isOf6)
  return strange && `the service is IPv${isOf6 ? 6 : 4}, and the real server ${strange.name} has ${strange.address}`
}

function repetition(servers: readonly Server[]): string | undefined {
  const seen = new Map<string, Server>()
  for (const server of servers) {
    const at = endpoint(server.address, server.port)
    const other = seen.get(at)
    if (other !== undefined)
      return `the real server ${at} is there twice${other.name === server.name ? '' : `, as ${other.name} and ${server.name}`}`
    seen.set(at, server)
  }
  return undefined
}
