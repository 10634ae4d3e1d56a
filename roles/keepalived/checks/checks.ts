import type { Check } from '../../../engine/check.ts'
import type { RoleContext } from '../../contract.ts'
import { tableCheck } from '../../kit/ipvs/checks/table.ts'
import { holderCheck } from '../../kit/vip/holder-check.ts'
import type { KeepalivedVars } from '../vars/vars.ts'
import { allVips } from '../vars/vips.ts'
import { answerChecks } from './answers.ts'
import { spreadCheck, wayCheck } from './balance.ts'
import { processChecks } from './processes.ts'
import { describedTable } from './table.ts'

/** From the ground up: who holds the VIPs, what they need, who is in the tables, who answers, and how requests are spread. */
export function keepalivedChecks(context: RoleContext<KeepalivedVars>): readonly Check[] {
  const { vars, members, clients, applied } = context
  const hosts = (pattern: string) => context.hosts(pattern)
  const table = describedTable(vars.virtual_servers, hosts)
  const balance = { directors: members, clients, requests: vars.requests }
  // Until the last director is done, one that is still as it was may be the one that balances.
  const balanced = applied.length < members.length ? [] : vars.virtual_servers
  return [
    ...allVips(vars.instances).map((vip) => holderCheck(vip, { members, clients })),
    ...processChecks(
      vars,
      applied.map((one) => one.name),
    ),
    // In front of another balancer there is no table, and no ipvsadm.
    ...(table.length === 0 ? [] : applied.map((director) => tableCheck(director.name, table))),
    ...vars.virtual_servers.flatMap((server) => answerChecks(server, hosts)),
    ...balanced.flatMap((server) => spreadCheck(server, hosts, balance) ?? []),
    ...balanced.flatMap((server) => wayCheck(server, hosts, balance) ?? []),
  ]
}
