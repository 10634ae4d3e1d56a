import type { FormerKeys } from '../../engine/errors/former-keys.ts'

// What tutorials write, in keepalived's, ldirectord's or ipvsadm's words, and what is written here instead.

const NOBODY_CHECKS = 'ipvsadm looks after no server; the role keepalived does'

export const formerTopNames: FormerKeys = {
  instances: 'no address moves here; the role keepalived moves them',
  virtual_server: 'write virtual_servers, a list',
  virtual: 'write virtual_servers, a list',
  vip: 'write vips, a list; without it the director carries the addresses of virtual_servers',
  check: NOBODY_CHECKS,
}

export const formerServiceNames: FormerKeys = {
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

export const formerRealServerNames: FormerKeys = {
  check: NOBODY_CHECKS,
  mode: "write it beside the virtual server's real_servers: all of them are reached alike",
  uthreshold: 'write upper_threshold',
  lthreshold: 'write lower_threshold',
}
