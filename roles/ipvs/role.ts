import { ipvsService } from '../../engine/resources/ipvs-service.ts'
import { kernelModule } from '../../engine/resources/kernel-module.ts'
import { packageOf } from '../../engine/resources/package.ts'
import type { Resource } from '../../engine/resources/resource.ts'
import { sysctl } from '../../engine/resources/sysctl.ts'
import { defineRole, type Opening, type RoleContext } from '../contract.ts'
import { natAnswers } from '../kit/ipvs/nat-answers.ts'
import { realServersIn, servesItself, translatedAddresses } from '../kit/ipvs/real-servers.ts'
import { settingsOf } from '../kit/ipvs/sysctls.ts'
import { serviceName } from '../kit/ipvs/virtual-server.ts'
import { addresses, carriedBy, interfaceOf } from './carried.ts'
import { ipvsChecks } from './checks.ts'
import { ipvsLints } from './lints.ts'
import { saved, withoutItsOwnService } from './saved.ts'
import { tableEntry } from './services.ts'
import { type IpvsVars, ipvsVars, type VirtualServer } from './vars.ts'

/** A director by ipvsadm alone: a fixed IPVS table on one host. */
export default defineRole<IpvsVars>({
  name: 'ipvs',
  summary:
    'A director by ipvsadm alone: one host with a fixed IPVS table. Nobody looks after the servers, so that a dead one keeps getting its share, and no other host takes over; the role keepalived does both.',
  vars: ipvsVars,
  rules: [
    {
      rule: 6,
      how: 'mode nat sets ip_forward and takes send_redirects away; the director carries gateway, and it is noted where there is none',
    },
    { rule: 7, how: 'a real server port that differs is refused with dr and tun' },
    { rule: 8, how: 'net.ipv4.vs.conntrack only where it is asked for; it is noted with dr and tun alone' },
    {
      rule: 9,
      how: 'expire_quiescent_template and expire_nodest_conn: who comes anew gets no server of weight 0, persistent or not',
    },
    { rule: 10, how: 'a director that is a real server, too, gets backup_only' },
    { rule: 11, how: "a scheduler that the host's kernel has not is refused" },
    { rule: 12, how: 'the rules are numeric, in /etc/ipvsadm.rules or /etc/sysconfig/ipvsadm' },
    {
      rule: 13,
      how: 'a second owner of the table is refused; ipvsadm.service, which flushes it, is masked, and a unit that never does brings it back at boot',
    },
    { rule: 14, how: 'the modules of IPVS and of the schedulers are loaded through modules-load.d' },
    { rule: 15, how: 'no ip_forward with dr and tun' },
    { rule: 51, how: 'ports of the services are let in, with mode nat answers of the real servers let through' },
    { rule: 52, how: 'on a cloud it is noted what its network often drops, and what to ask it for' },
  ],
  resources,
  checks: ipvsChecks,
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
    withoutItsOwnService(),
    ...['ip_vs', ...schedulers].map((name) => kernelModule({ name })),
    ...Object.entries(sysctls(context)).map(([name, value]) =>
      sysctl({ name, value }, name.startsWith('net.ipv4.vs.') ? { readableAfter: 'kernel_module:ip_vs' } : {}),
    ),
    ...vars.virtual_servers.map((server) =>
      ipvsService(tableEntry(server, hosts), { readableAfter: 'package:ipvsadm' }),
    ),
    ...saved(vars.virtual_servers, context),
    // Last, so that nobody is turned away by a director whose table is still empty.
    ...addresses(vars, context),
  ]
}

function sysctls({ vars, host, hosts }: RoleContext<IpvsVars>): Readonly<Record<string, string>> {
  const { virtual_servers, conntrack } = vars
  return settingsOf({
    // Servers are taken out by hand: a client that comes from a port of before must not be sent to one of weight 0.
    expires: true,
    servesItself: servesItself(virtual_servers, host, hosts),
    translated: translatedAddresses(virtual_servers, hosts),
    interfaces: carriedBy(vars).map((one) => interfaceOf(one, host)),
    conntrack,
  })
}

/** Ports of a firewall mark only the firewall knows. */
function opening(server: VirtualServer): Opening[] {
  if (server.port === undefined) return []
  return [{ title: serviceName(server), protocol: server.protocol, port: server.port }]
}
