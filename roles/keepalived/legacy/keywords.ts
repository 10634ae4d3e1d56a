import type { LegacyKeys } from '../../../engine/errors/legacy-keys.ts'

// Legacy keywords of keepalived.conf, each with what to write here instead: they are wrong as keys and as lines of extra.

const notify: LegacyKeys = {
  notify_master: 'write notify: { master: … }',
  notify_backup: 'write notify: { backup: … }',
  notify_fault: 'write notify: { fault: … }',
  notify_stop: 'write notify: { stop: … }',
}

export const legacyTopNames: LegacyKeys = {
  global_defs: 'write global',
  vrrp_instance: 'write instances, a list',
  vrrp_sync_group: 'write sync_groups, a list',
  vrrp_script:
    'write track_scripts, a list; for a process write track_processes, for HAProxy or nginx balancer (rule 18)',
  vrrp_track_process: 'write track_processes, a list',
  track_file: 'write track_files, a list',
  vrrp_track_file: 'write track_files, a list',
  virtual_server: 'write virtual_servers, a list',
  virtual_server_group: 'write virtual_servers, a list; or write the group and its virtual_server into extra',
}

export const legacyGlobalNames: LegacyKeys = {
  lvs_id: 'write router_id',
  enable_script_security: 'leave it out: it is on if any script runs, also one in extra (rule 19)',
  vrrp_iptables: 'leave it out: keepalived uses nftables today, and needs neither without vrrp_strict',
  vrrp_strict: 'leave it out: it drops the traffic to the virtual addresses (rule 21)',
  vrrp_mcast_group4: 'write mcast_group',
  vrrp_garp_master_refresh: 'write garp_master_refresh',
  lvs_process_name: 'write checker_process_name into extra',
}

export const legacyInstanceNames: LegacyKeys = {
  ...notify,
  virtual_router_id: 'write router_id',
  virtual_ipaddress: 'write vip, or vips for several',
  virtual_ipaddress_excluded: 'write excluded_vips',
  nopreempt: 'write preempt: false, which needs state BACKUP on all members (rule 16)',
  authentication: 'write auth_pass',
  auth_type: 'write auth_pass alone',
  unicast_peer: 'write unicast: true; the peers are the other members',
  unicast_src_ip: 'write source',
  mcast_src_ip: 'write source',
  lvs_sync_daemon_interface: 'write global: { lvs_sync_daemon: { interface: …, instance: … } }',
  lvs_sync_daemon_inteface: 'write global: { lvs_sync_daemon: { interface: …, instance: … } }',
  garp_master_delay: 'write garp: { master_delay: … }',
  garp_master_repeat: 'write garp: { master_repeat: … }',
  garp_master_refresh: 'write garp: { master_refresh: … }',
  garp_master_refresh_repeat: 'write garp: { master_refresh_repeat: … }',
  garp_lower_prio_delay: 'write garp: { lower_prio_delay: … }',
  garp_lower_prio_repeat: 'write garp: { lower_prio_repeat: … }',
  garp_interval:
    'leave it out: no time between gratuitous ARPs is the default; another one is vrrp_garp_interval, in extra of global',
  gna_interval:
    'leave it out: no time between neighbour adverts is the default; another one is vrrp_gna_interval, in extra of global',
  linkbeat_use_polling: 'leave it out: the kernel reports the state of its links',
  native_ipv6: 'leave it out: it follows from the addresses',
  strict_mode: 'leave it out: it drops the traffic to the virtual addresses (rule 21)',
}

export const legacyGroupNames: LegacyKeys = {
  ...notify,
  group: 'write instances',
  sync_group_tracking_weight: 'write tracking_weight: true',
  global_tracking: 'leave it out: a track of one member counts for its whole group',
}

const checkers: LegacyKeys = {
  HTTP_GET: 'write check: { http: … }',
  SSL_GET: 'write check: { https: … }',
  TCP_CHECK: 'write check: { tcp: … }',
  MISC_CHECK: 'write check: { misc: … }',
}

export const legacyServerNames: LegacyKeys = {
  ...checkers,
  lb_algo: 'write scheduler',
  lvs_sched: 'write scheduler',
  lb_kind: 'write mode: dr, nat or tun',
  lvs_method: 'write mode: dr, nat or tun',
  nat_mask: 'gone, and never did anything: leave it out (rule 27)',
  persistence_timeout: 'write persistence, in seconds',
  persistence_granularity: 'write persistence: { granularity: … }',
  real_server: 'write real_servers: the name of a group, or a list',
  virtualhost: 'write host',
  ops: 'write one_packet: true',
  nb_get_retry: 'is called retry today: write it into check (rule 27)',
}

export const legacyRealServerNames: LegacyKeys = {
  ...checkers,
  uthreshold: 'write upper_threshold',
  lthreshold: 'write lower_threshold',
}

export const legacyCheckerNames: LegacyKeys = {
  HTTP_GET: 'write http',
  SSL_GET: 'write https',
  TCP_CHECK: 'write tcp',
  MISC_CHECK: 'write misc',
}

export const legacyCheckNames: LegacyKeys = {
  nb_get_retry: 'is called retry today (rule 27)',
  connect_timeout: 'write timeout',
  connect_port: 'write port',
  connect_ip: 'write connect_to',
  status_code: 'write status',
  virtualhost: 'write host',
  enable_sni: 'write sni',
  url: 'write path and status beside each other',
  misc_path: 'write command',
  misc_timeout: 'write timeout',
  misc_dynamic: 'write dynamic',
}

/** Legacy keywords in any block. */
export const legacyAnywhere: LegacyKeys = {
  nb_get_retry: 'is called retry today (rule 27)',
  nat_mask: 'gone, and never did anything: leave it out (rule 27)',
  linkbeat_use_polling: 'gone: leave it out',
  lvs_process_name: 'is called checker_process_name today',
  global_tracking: 'gone: leave it out',
  lvs_sync_daemon_interface: 'write global: { lvs_sync_daemon: { interface: …, instance: … } }',
  vrrp_track_file: 'is called track_file today',
}
