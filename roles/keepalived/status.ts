import type { StatusPart } from '../../engine/status/part.ts'
import type { RoleContext } from '../contract.ts'
import { daemonPart } from '../kit/status/daemon.ts'
import { ipvsPart } from '../kit/status/ipvs.ts'
import { vipPart } from '../kit/status/vip.ts'
import { describedTable } from './checks/table.ts'
import { balances, ownVips } from './own.ts'
import type { KeepalivedVars } from './vars/vars.ts'
import { allVips } from './vars/vips.ts'

/** The holders of the virtual addresses, and the table of this director. */
export function keepalivedStatus(context: RoleContext<KeepalivedVars>): readonly StatusPart[] {
  const { vars, host, members, clients } = context
  const vips = new Set([...allVips(vars.instances), ...ownVips(vars)])
  return [
    daemonPart(host.name, 'keepalived'),
    ...[...vips].map((vip) => vipPart(vip, { members, clients })),
    ...(balances(vars)
      ? [
          ipvsPart(
            host.name,
            describedTable(vars.virtual_servers, (pattern) => context.hosts(pattern)),
          ),
        ]
      : []),
  ]
}
