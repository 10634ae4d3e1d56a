import { accepts, type LegacyForm, refusesLegacy } from './legacy-forms.ts'

const service = (more: string) =>
  `{ virtual_servers: [{ vip: 10.77.0.100, port: 80, real_servers: real_servers, ${more} }] }`
const NO_CHECKS = 'ipvsadm does not check servers; the role keepalived does'

const IPVS: readonly LegacyForm[] = [
  [service('mode: -g'), '-g', 'Write dr.'],
  [service('mode: gate'), 'gate', 'Write dr.'],
  [service('mode: masq'), 'masq', 'Write nat.'],
  [service('mode: dr, checktype: negotiate'), 'checktype', NO_CHECKS],
  [service('mode: dr, checkinterval: 5'), 'checkinterval', NO_CHECKS],
  [service('mode: dr, service: http'), 'service', 'write vip, port and protocol'],
  [service('mode: dr, sched: rr'), 'sched', 'write scheduler'],
  [service('mode: dr, fwm: 1'), 'fwm', 'write fwmark'],
  [service('mode: dr, persistent: 50'), 'persistent', 'write persistence'],
  ['{ virtual: 10.77.0.100:80 }', 'virtual', 'write virtual_servers'],
  ['{ real_servers: real_servers }', 'real_servers', 'write it into a virtual server'],
  ['{ quiescent: true }', 'quiescent', NO_CHECKS],
  ['{ save: true }', 'save', 'saves the table for the next boot'],
  [
    '{ virtual_servers: [{ vip: 10.77.0.100:80, mode: dr, real_servers: [10.77.0.21:80 gate] }] }',
    '10.77.0.100',
    'write the port beside it',
  ],
  [
    '{ virtual_servers: [{ vip: 10.77.0.100, port: 80, mode: dr, real_servers: [{ host: web1, gate: true }] }] }',
    'gate',
    'write mode: dr, nat or tun beside real_servers',
  ],
]

/** The settings of the script in tutorials: `ifconfig lo:0 $VIP netmask 255.255.255.255`, `echo 1 > …/lo/arp_ignore`. */
const REAL_SERVER: readonly LegacyForm[] = [
  ['{ vip: 10.77.0.100, arp_ignore: 1 }', 'arp_ignore', 'leave it out: mode sets what it needs'],
  ['{ vip: 10.77.0.100, rp_filter: 0 }', 'rp_filter', 'leave it out: mode sets what it needs'],
  ['{ vip: 10.77.0.100, netmask: 255.255.255.255 }', 'netmask', 'the virtual address is /32'],
  ['{ SNS_VIP: 10.77.0.100 }', 'SNS_VIP', 'write vip'],
  ['{ vip: 10.77.0.100, lb_kind: DR }', 'lb_kind', 'write mode: dr, nat or tun'],
  ['{ vip: 10.77.0.100, mode: DR }', 'DR', 'Write dr.'],
  ['{ vip: 10.77.0.100/32 }', '10.77', 'write it without a prefix'],
  ['{ vip: 10.77.0.100, interface: "lo:0" }', '"lo:0', 'the role puts the virtual address on lo'],
  ['{ vip: 10.77.0.100, interface: lo }', 'lo }', 'write the interface of requests'],
]

refusesLegacy('ipvs', IPVS)
refusesLegacy('real_server', REAL_SERVER)

accepts('ipvs', [service('mode: dr, scheduler: rr, persistence: 300, verify: { path: / }')])
accepts('real_server', ['{ vip: 10.77.0.100, interface: vec0 }', '{ vip: 10.77.0.100, mode: tun, mtu: 1480 }'])
