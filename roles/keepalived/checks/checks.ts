import type { Check } from '../../../engine/check.ts'
import type { RoleContext } from '../../contract.ts'
import { tableCheck, upCheck } from '../../kit/ipvs/checks/table.ts'
import { holderCheck } from '../../kit/vip/holder-check.ts'
import { balances, ownNames } from '../own.ts'
import type { KeepalivedVars } from '../vars/vars.ts'
import { allVips } from '../vars/vips.ts'
import { answerChecks } from './answers.ts'
import { requestChecks, requestRemarks } from './balance.ts'
import { processChecks } from './processes.ts'
import { syncDaemonChecks } from './sync-daemon.ts'
import { describedTable } from './table.ts'

/** In this order: holders of the VIPs, tracked processes, IPVS tables, sync daemons, answers of real servers, spread of requests. */
export function keepalivedChecks(context: RoleContext<KeepalivedVars>): readonly Check[] {
  const { vars, members, clients, applied } = context
  const hosts = (pattern: string) => context.hosts(pattern)
  const table = describedTable(vars.virtual_servers, hosts)
  // Until the last director is applied, one with the old configuration may be the one that balances.
  const balanced = applied.length < members.length ? [] : vars.virtual_servers
  return [
    ...allVips(vars.instances).map((vip) => holderCheck(vip, { members, clients })),
    ...processChecks(
      vars,
      applied.map((one) => one.name),
    ),
    // Without virtual servers there is no IPVS table, and no ipvsadm.
    ...(balances(vars) ? applied.map((director) => tableCheck(director.name, table, ownNames(vars))) : []),
    ...syncDaemonChecks(
      vars,
      applied.map((one) => one.name),
    ),
    ...(table.length === 0 ? [] : applied.map((director) => upCheck(director.name, table))),
    ...vars.virtual_servers.flatMap((server) => answerChecks(server, hosts)),
    ...balanced.flatMap((server) => requestChecks(server, context)),
  ]
}

/** What the checks do not judge, and why. */
export function keepalivedRemarks(context: RoleContext<KeepalivedVars>): readonly string[] {
  const own = ownNames(context.vars)
  const unknown =
    own === 'any'
      ? [
          'a virtual_server_group in extra: the IPVS table may have other services than the described ones, which are not judged',
        ]
      : own
          .filter((name) => !name.endsWith(' IPv6'))
          .map((name) => `${name} stands only in extra: its servers and requests are not judged`)
  return [...context.vars.virtual_servers.flatMap((server) => requestRemarks(server, context)), ...unknown]
}
