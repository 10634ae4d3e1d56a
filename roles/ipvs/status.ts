import type { StatusPart } from '../../engine/status/part.ts'
import type { RoleContext } from '../contract.ts'
import { ipvsPart } from '../kit/status/ipvs.ts'
import { vipPart } from '../kit/status/vip.ts'
import { carriedBy } from './carried.ts'
import { describedService } from './services.ts'
import type { IpvsVars } from './vars.ts'

/** The addresses that the director carries, and its table. */
export function ipvsStatus(context: RoleContext<IpvsVars>): readonly StatusPart[] {
  const { vars, host, members, clients } = context
  const find = (pattern: string) => context.hosts(pattern)
  return [
    ...carriedBy(vars).map((one) => vipPart(one.address, { members, clients })),
    ipvsPart(
      host.name,
      vars.virtual_servers.map((server) => describedService(server, find)),
    ),
  ]
}
