import type { Resource } from '../../engine/resources/resource.ts'
import { defineRole, type RoleContext } from '../contract.ts'
import { addressOf } from '../kit/hosts/address.ts'
import { cloudLints } from '../kit/lints/cloud.ts'
import { realServerChecks } from './checks/checks.ts'
import { throughDirectors } from './gateway.ts'
import { ingressOf } from './ingress.ts'
import { gatewayLints } from './lints.ts'
import { carried, silence } from './silence.ts'
import { TUNNEL, tunnelEnd } from './tunnel.ts'
import { type RealServerVars, realServerVars, vipsOf } from './vars/vars.ts'

/** A server behind LVS. */
export default defineRole<RealServerVars>({
  name: 'real_server',
  summary:
    'A server behind LVS: with dr and tun it carries the virtual addresses silently, with nat it answers through the directors.',
  vars: realServerVars,
  rules: [
    { rule: 1, how: 'dr and tun: arp_ignore 1 and arp_announce 2 on all and on the interface where requests come in' },
    { rule: 2, how: 'the ARP settings are made before the address and undone after it' },
    { rule: 3, how: 'the VIP is /32 on lo, with tun on tunl0, and is there again after a reboot' },
    { rule: 4, how: 'tun: rp_filter is 0 on all and 2 on tunl0' },
    { rule: 5, how: 'tun: the module ipip on the server alone, tunl0 up with an MTU of 20 bytes less' },
    {
      rule: 6,
      how: "nat: the default route leads to the inner virtual address; a director's own address, and a controller that would be answered that way, are noted",
    },
    { rule: 51, how: 'tun: tunnels are let in from the directors' },
    { rule: 52, how: 'dr and tun: on a cloud it is noted that its network may drop them, and what to do' },
  ],
  resources,
  checks: realServerChecks,
  lints: (context) => [
    ...gatewayLints(context),
    // With nat its packets are from and to its own address.
    ...cloudLints(context.host.facts, { modes: context.vars.mode === 'nat' ? [] : [context.vars.mode] }),
  ],
  openings: ({ vars, hosts }) => {
    if (vars.mode !== 'tun') return []
    const from = vars.directors === undefined ? {} : { from: hosts(vars.directors).map(addressOf) }
    return [{ title: 'tunnels of the directors', protocol: 'ipip', ...from }]
  },
  owns: ({ vars }) => (vars.mode === 'nat' ? ['the default route'] : []),
})

function resources(context: RoleContext<RealServerVars>): readonly Resource[] {
  const { vars } = context
  const vips = vipsOf(vars)
  switch (vars.mode) {
    case 'dr':
      return [...silence(ingressOf(context)), ...carried(vips, 'lo')]
    case 'tun':
      return [...silence(ingressOf(context)), ...tunnelEnd(vars.mtu), ...carried(vips, TUNNEL)]
    case 'nat':
      return throughDirectors(vars)
  }
}
