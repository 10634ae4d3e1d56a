import { type LegacyKeys, ofEach } from '../../engine/errors/legacy-keys.ts'

// What tutorials write, in keepalived's, ldirectord's or ipvsadm's words, and what is written here instead.

const NOBODY_CHECKS = 'ipvsadm looks after no server; the role keepalived does'

const IN_A_SERVICE = 'it stands in a virtual server: virtual_servers: [{ vip: …, port: 80, mode: dr, real_servers: … }]'

export const legacyTopNames: LegacyKeys = {
  instances: 'no address moves here; the role keepalived moves them',
  virtual_server: 'write virtual_servers, a list',
  virtual: 'write virtual_servers, a list',
  vip: 'write vips, a list; without it the director carries the addresses of virtual_servers',
  ...ofEach(
    ['check', 'checktype', 'checktimeout', 'checkinterval', 'quiescent', 'autoreload', 'fallback'],
    NOBODY_CHECKS,
  ),
  ...ofEach(['real', 'real_server', 'real_servers', 'mode', 'scheduler', 'persistence'], IN_A_SERVICE),
  ...ofEach(
    ['sync_daemon', 'lvs_sync_daemon', 'start_daemon'],
    'the role keepalived tells connections to another director',
  ),
  ...ofEach(['save', 'saved', 'rules'], 'leave it out: the table is saved for the next boot by itself (rule 12)'),
  ...ofEach(['flush', 'clear'], 'leave it out: the live table becomes what is described, without a flush'),
}

export const legacyServiceNames: LegacyKeys = {
  ...ofEach(['checktimeout', 'checkinterval', 'checkport', 'quiescent', 'negotiatetimeout'], NOBODY_CHECKS),
  ...ofEach(['request', 'receive'], 'nobody looks whether servers are well; verify asks for ask: /'),
  ...ofEach(['service', 'tcp_service', 'udp_service', 'virtual'], 'write vip, port and protocol'),
  ...ofEach(['fwm', 'mark', 'fwmark_service'], 'write fwmark'),
  ...ofEach(['sched', 'scheduling'], 'write scheduler'),
  ...ofEach(['gate', 'forward', 'forwarding_method', 'packet_forwarding'], 'write mode: dr, nat or tun'),
  masq: 'write mode: nat',
  timeout: 'write persistence, in seconds',
  check: NOBODY_CHECKS,
  checktype: NOBODY_CHECKS,
  delay_loop: NOBODY_CHECKS,
  sorry_server: NOBODY_CHECKS,
  fallback: NOBODY_CHECKS,
  quorum: NOBODY_CHECKS,
  inhibit_on_failure: NOBODY_CHECKS,
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
  check: NOBODY_CHECKS,
  mode: "write it beside the virtual server's real_servers: all of them are reached alike",
  ...ofEach(['gate', 'masq', 'ipip', 'forward', 'forwarding'], 'write mode: dr, nat or tun beside real_servers'),
  ...ofEach(['ip', 'real', 'server', 'real_server'], 'write host, or address and port'),
  uthreshold: 'write upper_threshold',
  lthreshold: 'write lower_threshold',
}
