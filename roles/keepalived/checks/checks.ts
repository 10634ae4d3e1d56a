import type { Check } from '../../../engine/check.ts'
import type { RoleContext } from '../../contract.ts'
import { tableCheck } from '../../kit/ipvs/checks/table.ts'
import { holderCheck } from '../../kit/vip/holder-check.ts'
import type { KeepalivedVars } from '../vars/vars.ts'
import { allVips } from '../vars/vips.ts'
import { answerChecks } from './answers.ts'
import { packetPathCheck, spreadCheck } from './balance.ts'
import { processChecks } from './processes.ts'
import { describedTable } from './table.ts'

/** In this order: holders of the VIPs, tracked processes, IPVS tables, answers of real servers, spread of requests. */
export function keepalivedChecks(context: RoleContext<KeepalivedVars>): readonly Check[] {
  const { vars, members, clients, applied } = context
  const hosts = (pattern: string) => context.hosts(pattern)
  const table = describedTable(vars.virtual_servers, hosts)
  const balance = { directors: members, clients, requests: vars.requests }
  // Until the last director is applied, one with the old configuration may be the one that balances.
  const balanced = applied.length < members.length ? [] : vars.virtual_servers
  return [
    ...allVips(vars.instances).map((vip) => holderCheck(vip, { members, clients })),
    ...processChecks(
      vars,
      applied.map((one) => one.name),
    ),
    // Without virtual servers there is no IPVS table, and no ipvsadm.
    ...(table.length === 0 ? [] : applied.map((director) => tableCheck(director.name, table))),
    ...vars.virtual_servers.flatMap((server) => answerChecks(server, hosts)),
    ...balanced.flatMap((server) => spreadCheck(server, hosts, balance) ?? []),
    ...balanced.flatMap((server) => packetPathCheck(server, hosts, balance) ?? []),
  ]
}
