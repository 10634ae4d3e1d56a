import type { Check } from '../../../engine/check.ts'
import type { FindHosts } from '../../kit/hosts/servers.ts'
import { type Answering, answerCheck } from '../../kit/ipvs/checks/answers.ts'
import { serviceName } from '../../kit/ipvs/virtual-server.ts'
import { type RealServer, realServersOf } from '../real-servers.ts'
import type { VirtualServer } from '../vars/server.ts'

/** Each connected real server answers for the VIP to the request that its checker makes. */
export function answerChecks(server: VirtualServer, find: FindHosts): readonly Check[] {
  const { vip, protocol, mode, up } = server
  const service = serviceName(server)
  return realServersOf(server, find).flatMap(
    (real) => answerCheck({ service, vip, protocol, mode, server: real, http: httpOf(real), up }) ?? [],
  )
}

function httpOf({ check }: RealServer): Answering['http'] {
  const asked = check.http ?? check.https
  if (asked === undefined || asked.port !== undefined) return undefined
  return { scheme: check.http === undefined ? 'https' : 'http', ...asked }
}
