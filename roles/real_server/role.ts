import { address } from '../../engine/resources/address.ts'
import { sysctl } from '../../engine/resources/sysctl.ts'
import { withPrefix } from '../addresses.ts'
import { defineRole } from '../contract.ts'
import { ARP_SETTINGS } from './arp.ts'
import { realServerChecks } from './checks.ts'
import { ingressOf } from './ingress.ts'
import { realServerVars, vipsOf } from './vars.ts'

/** A server behind LVS: it carries the VIPs, silently. */
export default defineRole({
  name: 'real_server',
  summary: 'A server behind LVS with direct routing: it carries the virtual addresses and is silent about them.',
  vars: realServerVars,
  rules: [
    { rule: 1, how: 'arp_ignore 1 and arp_announce 2 on all and on the interface where requests come in' },
    { rule: 2, how: 'the ARP settings are made before the address and undone after it' },
    { rule: 3, how: 'the VIP is /32 on lo and is there again after a reboot' },
  ],
  resources(context) {
    const places = ['all', ingressOf(context)]
    return [
      ...places.flatMap((place) =>
        // With slashes a dot in an interface's name is no separator.
        ARP_SETTINGS.map(([name, value]) => sysctl({ name: `net/ipv4/conf/${place}/${name}`, value })),
      ),
      ...vipsOf(context.vars).map((vip) => address({ address: withPrefix(vip), interface: 'lo' })),
    ]
  },
  checks: realServerChecks,
})
