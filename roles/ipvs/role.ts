import { ipvsService } from '../../engine/resources/ipvs-service.ts'
import { kernelModule } from '../../engine/resources/kernel-module.ts'
import { packageOf } from '../../engine/resources/package.ts'
import type { Resource } from '../../engine/resources/resource.ts'
import { sysctl } from '../../engine/resources/sysctl.ts'
import { defineRole, type Opening, type RoleContext } from '../contract.ts'
import { advertisedGateway } from '../kit/ipvs/advertised-gateway.ts'
import { ipvsBalancing } from '../kit/ipvs/balancing.ts'
import { natAnswers } from '../kit/ipvs/nat-answers.ts'
import { realServersIn, servesItself, translatedAddresses } from '../kit/ipvs/real-servers.ts'
import { settingsOf } from '../kit/ipvs/sysctls.ts'
import { serviceName } from '../kit/ipvs/virtual-server.ts'
import { addresses, carriedBy, interfaceOf } from './carried.ts'
import { ipvsChecks, ipvsRemarks } from './checks.ts'
import { example } from './example.ts'
import { ipvsLints } from './lints.ts'
import { maskedService, savedTable } from './saved.ts'
import { tableEntry } from './services.ts'
import { ipvsStatus } from './status.ts'
import { type IpvsVars, ipvsVars, type VirtualServer } from './vars.ts'

/** A director with ipvsadm only: a fixed IPVS table on one host. */
export default defineRole<IpvsVars>({
  name: 'ipvs',
  example,
  summary:
    'A director with ipvsadm only: one host with a fixed IPVS table. A dead server keeps getting its share, and no other host takes over; the role keepalived handles both.',
  vars: ipvsVars,
  rules: [
    {
      rule: 6,
      how: 'mode nat sets ip_forward and switches send_redirects off; the director carries gateway, and it warns if there is none',
    },
    { rule: 7, how: 'another port on a real server is refused with dr and tun' },
    { rule: 8, how: 'net.ipv4.vs.conntrack on demand; it warns if only dr and tun are used' },
    {
      rule: 9,
      how: 'expire_quiescent_template and expire_nodest_conn: no client is sent to a server of weight 0, persistent or not',
    },
    { rule: 10, how: 'a director that is also a real server gets backup_only' },
    {
      rule: 11,
      how: "a scheduler that the host's kernel does not have is refused; it warns of weights that the scheduler ignores",
    },
    { rule: 12, how: 'the rules are numeric, in /etc/ipvsadm.rules or /etc/sysconfig/ipvsadm' },
    {
      rule: 13,
      how: 'a second owner of the table is refused; ipvsadm.service, which flushes it, is masked, and a unit that never flushes it loads it at boot',
    },
    { rule: 14, how: 'the modules of IPVS and of the schedulers are loaded through modules-load.d' },
    { rule: 15, how: 'no ip_forward with dr and tun' },
    { rule: 51, how: 'ports of the services are let in, and with mode nat answers of the real servers pass' },
    { rule: 52, how: 'it warns of packets that the cloud of a host often drops, and says what to ask for' },
    { rule: 55, how: 'it warns of real servers that do not have the address at which they are reached' },
    { rule: 56, how: "a VIP that is a host's own address, and one that can be nobody's, are refused" },
    advertisedGateway,
  ],
  resources,
  checks: ipvsChecks,
  balances: ({ vars, hosts }) =>
    ipvsBalancing(vars.virtual_servers.map((server) => ({ service: server, reals: realServersIn(server, hosts) }))),
  remarks: ipvsRemarks,
  status: ipvsStatus,
  lints: (context) => ipvsLints(context.vars, context, context.members),
  openings: ({ vars, hosts }) =>
    vars.virtual_servers.flatMap((server) => [
      ...opening(server),
      ...natAnswers(server, realServersIn(server, hosts), vars.conntrack),
    ]),
  owns: () => ['the IPVS table'],
})

function resources(context: RoleContext<IpvsVars>): readonly Resource[] {
  const { vars, hosts } = context
  const schedulers = new Set(vars.virtual_servers.map((server) => `ip_vs_${server.scheduler}`))
  return [
    packageOf({ name: 'ipvsadm' }),
    maskedService(),
    ...['ip_vs', ...schedulers].map((name) => kernelModule({ name })),
    ...Object.entries(sysctls(context)).map(([name, value]) =>
      sysctl({ name, value }, name.startsWith('net.ipv4.vs.') ? { readableAfter: 'kernel_module:ip_vs' } : {}),
    ),
    ...vars.virtual_servers.map((server) =>
      ipvsService(tableEntry(server, hosts), { readableAfter: 'package:ipvsadm' }),
    ),
    ...savedTable(vars.virtual_servers, context),
    // Last, so that no client comes to a director whose table is still empty.
    ...addresses(vars, context),
  ]
}

function sysctls({ vars, host, hosts }: RoleContext<IpvsVars>): Readonly<Record<string, string>> {
  const { virtual_servers, conntrack } = vars
  return settingsOf({
    // Servers get weight 0 by hand: a client that reuses a port must not be sent to such a server.
    expires: true,
    servesItself: servesItself(virtual_servers, host, hosts),
    translated: translatedAddresses(virtual_servers, hosts),
    interfaces: carriedBy(vars).map((one) => interfaceOf(one, host)),
    conntrack,
    facts: host.facts,
  })
}

/** A service by firewall mark has none: only the firewall has its ports. */
function opening(server: VirtualServer): Opening[] {
  if (server.port === undefined) return []
  return [{ title: serviceName(server), protocol: server.protocol, port: server.port }]
}
