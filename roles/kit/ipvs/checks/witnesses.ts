import type { Look } from '../../../../engine/check.ts'
import type { HostView } from '../../../contract.ts'
import { networkContains } from '../../addresses.ts'

/** A service, as far as it decides who can ask it. */
interface AskedService {
  readonly mode: 'dr' | 'nat' | 'tun'
  readonly realServers: readonly { readonly name: string; readonly address: string }[]
  /** The firewall may put a director's address into requests, so that answers come back to it. */
  readonly conntrack: boolean
}

/** A host that cannot ask, and why. */
export interface Unable {
  readonly name: string
  readonly why: string
}

interface Askers {
  /** In the order in which they are taken. */
  readonly witnesses: readonly Look['from'][]
  readonly unable: readonly Unable[]
}

/** More than one, so that one that is cut off does not decide; each costs time. */
const WITNESSES = 2

/**
 * The places from which a service can be asked: clients, then the controller. With mode nat a host on the network of a real
 * server gets its answers from that server itself, past the director, and refuses them. A real server that carries the
 * virtual address asks itself. What facts do not say, directors know by their networks.
 */
export function askersOf(service: AskedService, directors: readonly HostView[], clients: readonly HostView[]): Askers {
  const unable = clients.flatMap((client) => {
    const why = whyNot(service, directors, client)
    return why === undefined ? [] : [{ name: client.name, why }]
  })
  const able = clients.filter(({ name, facts }) => facts !== undefined && !unable.some((one) => one.name === name))
  const addresses = directors.flatMap(({ facts }) => facts?.reachedFrom ?? [])
  const near = addresses.some((address) => nearServer(service, directors, { name: '', address }) !== undefined)
  return {
    witnesses: [...able.map(({ name }) => name), ...(near ? [] : [{ controller: true } as const])].slice(0, WITNESSES),
    unable: near ? [...unable, { name: 'the controller', why: 'it is on the network of a real server' }] : unable,
  }
}

function whyNot(service: AskedService, directors: readonly HostView[], client: HostView): string | undefined {
  const { mode, realServers } = service
  if (mode !== 'nat')
    return realServers.some(({ address }) => address === client.address) ? 'it is a real server' : undefined
  const server = nearServer(service, directors, client)
  return server && `it is on the network of ${server}, whose answers would not pass a director`
}

/** A real server on a host's network, if that matters. */
function nearServer(
  { mode, realServers, conntrack }: AskedService,
  directors: readonly HostView[],
  host: Pick<HostView, 'name' | 'address' | 'facts'> | { readonly name: string; readonly address: string },
): string | undefined {
  if (mode !== 'nat' || conntrack) return undefined
  const own = 'facts' in host ? networksOf(host) : []
  const known = own.length > 0 ? own : directors.flatMap(networksOf).filter((one) => networkContains(one, host.address))
  return realServers.find(({ address }) => known.some((network) => networkContains(network, address)))?.name
}

function networksOf({ facts }: Pick<HostView, 'facts'>): readonly string[] {
  return (facts?.interfaces ?? []).filter(({ name }) => name !== 'lo').flatMap(({ addresses }) => addresses)
}
