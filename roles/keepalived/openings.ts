import type { Opening, OpeningsContext } from '../contract.ts'
import { natAnswers } from '../kit/ipvs/nat-answers.ts'
import { serviceName } from '../kit/ipvs/virtual-server.ts'
import { advertAddress } from './config/advert-address.ts'
import { ownOpenings } from './own.ts'
import { answeringServers } from './real-servers.ts'
import type { Instance } from './vars/instance.ts'
import type { VirtualServer } from './vars/server.ts'
import type { KeepalivedVars } from './vars/vars.ts'

/** The UDP port on which directors synchronize their connections. */
const SYNC_PORT = 8848

/**
 * Openings for adverts of the other members, requests of clients, and answers that pass the host (rule 51). A service by
 * firewall mark has none, as only the firewall has its ports.
 */
export function keepalivedOpenings(context: OpeningsContext<KeepalivedVars>): readonly Opening[] {
  const { instances, virtual_servers, global, conntrack } = context.vars
  const connections: Opening = { title: 'connections of the other director', protocol: 'udp', port: SYNC_PORT }
  return [
    ...instances.map((one) => adverts(one, context)),
    ...(global.lvs_sync_daemon === undefined ? [] : [connections]),
    ...virtual_servers.flatMap(service),
    ...ownOpenings(context.vars),
    ...virtual_servers.flatMap((one) => natAnswers(one, answeringServers(one, context.hosts), conntrack)),
  ]
}

/** Multicast adverts can come from any address of a member. */
function adverts(instance: Instance, { host, members }: OpeningsContext<KeepalivedVars>): Opening {
  const opening = { title: `VRRP of ${instance.name}`, protocol: 'vrrp' } as const
  if (instance.unicast === false || instance.source !== undefined) return opening
  return {
    ...opening,
    from: members.filter(({ name }) => name !== host.name).map((one) => advertAddress(instance, one)),
  }
}

function service(server: VirtualServer): Opening[] {
  if (server.port === undefined) return []
  return [{ title: serviceName(server), protocol: server.protocol, port: server.port }]
}
