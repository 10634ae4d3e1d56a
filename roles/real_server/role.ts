import { address } from '../../engine/resources/address.ts'
import type { Resource } from '../../engine/resources/resource.ts'
import { route } from '../../engine/resources/route.ts'
import { sysctl } from '../../engine/resources/sysctl.ts'
import { defineRole, type RoleContext } from '../contract.ts'
import { withPrefix } from '../kit/addresses.ts'
import { addressOf } from '../kit/hosts/address.ts'
import { cloudLints } from '../kit/lints/cloud.ts'
import { ARP_SETTINGS } from './arp.ts'
import { realServerChecks } from './checks/checks.ts'
import { example } from './example.ts'
import { ingressOf } from './ingress.ts'
import { gatewayLints } from './lints.ts'
import { TUNNEL, tunnelEnd } from './tunnel.ts'
import { type RealServerVars, realServerVars, vipsOf } from './vars/vars.ts'

/** A server behind LVS. */
export default defineRole<RealServerVars>({
  name: 'real_server',
  example,
  summary:
    'A server behind LVS: with dr and tun it carries the virtual addresses without answering ARP, with nat it answers through the directors.',
  vars: realServerVars,
  rules: [
    { rule: 1, how: 'dr and tun: arp_ignore 1 and arp_announce 2 on all and on the interface where requests come in' },
    { rule: 2, how: 'the ARP settings come before the address, and are undone after it' },
    { rule: 3, how: 'the VIP is /32 on lo, with tun on tunl0, and is there again after a reboot' },
    { rule: 4, how: 'tun: rp_filter is 0 on all and 2 on tunl0' },
    { rule: 5, how: 'tun: the module ipip only on the server, tunl0 up with an MTU of 20 bytes less' },
    {
      rule: 6,
      how: "nat: the default route leads to the inner virtual address; it warns of a director's own address, and of a controller whose answers would take that route",
    },
    { rule: 51, how: 'tun: tunnels are let in from the directors' },
    { rule: 52, how: 'dr and tun: it warns that the cloud of a host may drop the packets, and says what to do' },
  ],
  resources,
  checks: realServerChecks,
  lints: (context) => [
    ...gatewayLints(context),
    // With nat its packets have its own address.
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
      return [...arpSettings(ingressOf(context)), ...addresses(vips, 'lo')]
    case 'tun':
      return [...arpSettings(ingressOf(context)), ...tunnelEnd(vars.mtu), ...addresses(vips, TUNNEL)]
    case 'nat':
      return routes(vars)
  }
}

/** Keeps the host silent about addresses on lo: on `all`, and on the interface where requests come in (rule 1). */
function arpSettings(ingress: string): readonly Resource[] {
  return ['all', ingress].flatMap((place) =>
    // With slashes a dot in an interface's name is no separator.
    ARP_SETTINGS.map(([name, value]) => sysctl({ name: `net/ipv4/conf/${place}/${name}`, value })),
  )
}

/** Each virtual address as a network of its own, so that it adds no route (rule 3). */
function addresses(vips: readonly string[], carrier: string): readonly Resource[] {
  return vips.map((vip) => address({ address: withPrefix(vip), interface: carrier }))
}

/**
 * Answers must pass the directors, which replace the server's address by the VIP: the default route leads to the
 * address that moves with the VIP (rule 6). Networks with a gateway of their own come first.
 */
function routes({ gateway, direct }: RealServerVars): readonly Resource[] {
  return [
    ...direct.map((one) => route(one)),
    ...(gateway === undefined ? [] : [route({ to: 'default', via: gateway })]),
  ]
}
