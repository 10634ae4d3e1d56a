import { type LegacyKeys, ofEach } from '../../engine/errors/legacy-keys.ts'

// Legacy keys: the words of keepalived, ldirectord and ipvsadm in tutorials, each with what to write here instead.

const NO_CHECKS = 'ipvsadm does not check servers; the role keepalived does'

const IN_A_SERVICE =
  'write it into a virtual server: virtual_servers: [{ vip: …, port: 80, mode: dr, real_servers: … }]'

export const legacyTopNames: LegacyKeys = {
  instances: 'this role moves no addresses; the role keepalived does',
  virtual_server: 'write virtual_servers, a list',
  virtual: 'write virtual_servers, a list',
  vip: 'write vips, a list; without it the director carries the addresses of virtual_servers',
  ...ofEach(['check', 'checktype', 'checktimeout', 'checkinterval', 'quiescent', 'autoreload', 'fallback'], NO_CHECKS),
  ...ofEach(['real', 'real_server', 'real_servers', 'mode', 'scheduler', 'persistence'], IN_A_SERVICE),
  ...ofEach(
    ['sync_daemon', 'lvs_sync_daemon', 'start_daemon'],
    'the role keepalived synchronizes connections with another director',
  ),
  ...ofEach(['save', 'saved', 'rules'], 'leave it out: the role always saves the table for the next boot (rule 12)'),
  ...ofEach(['flush', 'clear'], 'leave it out: the live table is changed entry by entry, without a flush'),
}

export const legacyServiceNames: LegacyKeys = {
  ...ofEach(['checktimeout', 'checkinterval', 'checkport', 'quiescent', 'negotiatetimeout'], NO_CHECKS),
  ...ofEach(
    ['request', 'receive'],
    'nothing checks whether servers are well; for the requests of checks write verify: { path: / }',
  ),
  ask: 'write verify: { path: / }',
  ...ofEach(['service', 'tcp_service', 'udp_service', 'virtual'], 'write vip, port and protocol'),
  ...ofEach(['fwm', 'mark', 'fwmark_service'], 'write fwmark'),
  ...ofEach(['sched', 'scheduling'], 'write scheduler'),
  ...ofEach(['gate', 'forward', 'forwarding_method', 'packet_forwarding'], 'write mode: dr, nat or tun'),
  masq: 'write mode: nat',
  timeout: 'write persistence, in seconds',
  check: NO_CHECKS,
  checktype: NO_CHECKS,
  delay_loop: NO_CHECKS,
  sorry_server: NO_CHECKS,
  fallback: NO_CHECKS,
  quorum: NO_CHECKS,
  inhibit_on_failure: NO_CHECKS,
  lb_algo: 'write scheduler',
  lvs_sched: 'write scheduler',
  lb_kind: 'write mode: dr, nat or tun',
  lvs_method: 'write mode: dr, nat or tun',
  forwarding: 'write mode: dr, nat or tun',
  gatewaying: 'write mode: dr',
  masquerading: 'write mode: nat',
  ipip: 'write mode: tun',
  persistent: 'write persistence, in seconds',
  persistence_timeout: 'write persistence, in seconds',
  persistence_granularity: 'write persistence: { granularity: … }',
  netmask: 'write persistence: { granularity: … }',
  real: 'write real_servers: the name of a group, or a list',
  real_server: 'write real_servers: the name of a group, or a list',
  ops: 'write one_packet: true',
}

export const legacyRealServerNames: LegacyKeys = {
  check: NO_CHECKS,
  mode: "write it beside the virtual server's real_servers: it is the same for all of them",
  ...ofEach(['gate', 'masq', 'ipip', 'forward', 'forwarding'], 'write mode: dr, nat or tun beside real_servers'),
  ...ofEach(['ip', 'real', 'server', 'real_server'], 'write host, or address and port'),
  uthreshold: 'write upper_threshold',
  lthreshold: 'write lower_threshold',
}
