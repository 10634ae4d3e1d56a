import { type LegacyKeys, ofEach } from '../../../engine/errors/legacy-keys.ts'
import {
  legacyCheckerNames,
  legacyGlobalNames,
  legacyGroupNames,
  legacyInstanceNames,
  legacyRealServerNames,
  legacyServerNames,
  legacyTopNames,
} from './keywords.ts'

// Legacy and misplaced keys of the vars: the keywords of keywords.ts, and names that are only wrong as keys, as they are
// right as lines of extra.

const inExtra = (key: string) => `write it into extra, as keepalived has it: "${key} …"`
const inInstance = (key: string) => `write it into an instance: instances: [{ name: web, ${key}: … }]`
const inCheck = () => 'write it into a check: check: { tcp: { timeout: 3, retry: 2, delay_before_retry: 1 } }'
const ownCheck = (key: string) => `write check: { none: true }, and "${key} { … }" into extra of a listed real server`

/** Checkers that have no key. */
const OTHER_CHECKERS = ['BFD_CHECK']
const checkKey = (key: string) => `write check: { ${key.replace('_CHECK', '').toLowerCase()}: … }`
const KEYED_CHECKERS = ['SMTP_CHECK', 'DNS_CHECK', 'PING_CHECK', 'UDP_CHECK', 'FILE_CHECK']

export const topNames: LegacyKeys = {
  ...legacyTopNames,
  ...ofEach(['state', 'priority', 'interface', 'vip', 'vips', 'advert_int', 'preempt', 'auth_pass'], inInstance),
  virtual_router_id: inInstance('router_id'),
  virtual_ipaddress: inInstance('vip'),
  authentication: inInstance('auth_pass'),
  nopreempt: inInstance('preempt'),
  ...ofEach(['real_server', 'real_servers'], 'write it into a virtual server: virtual_servers: [{ real_servers: … }]'),
  ...ofEach(['router_id', 'notification_email', 'lvs_sync_daemon'], (key) => `write it into global: { ${key}: … }`),
  bfd_instance: 'write "bfd_instance …" into extra_first, as keepalived has it',
  ...ofEach(['static_ipaddress', 'static_routes', 'static_rules'], inExtra),
}

export const globalNames: LegacyKeys = {
  ...legacyGlobalNames,
  vrrp_iptables: 'leave it out: keepalived uses nftables today, and needs neither without vrrp_strict',
  ...ofEach(
    [
      'vrrp_skip_check_adv_addr',
      'vrrp_garp_interval',
      'vrrp_gna_interval',
      'vrrp_garp_master_delay',
      'lvs_flush',
      'smtp_alert',
      'max_auto_priority',
      'dynamic_interfaces',
    ],
    inExtra,
  ),
}

export const instanceNames: LegacyKeys = {
  ...legacyInstanceNames,
  auth_pass_type: 'write auth_pass alone',
  advert_interval: 'write advert_int',
  ...ofEach(
    [
      'virtual_routes',
      'virtual_rules',
      'dont_track_primary',
      'smtp_alert',
      'debug',
      'use_vmac',
      'vmac_xmit_base',
      'accept',
      'promote_secondaries',
      'version',
    ],
    inExtra,
  ),
}

export const groupNames: LegacyKeys = {
  ...legacyGroupNames,
  ...ofEach(['smtp_alert', 'track_script', 'track_interface'], inExtra),
}

export const serverNames: LegacyKeys = {
  ...legacyServerNames,
  ip: 'write vip',
  virtual_server: 'write vip, and port beside it',
  ...ofEach(['connect_timeout', 'retry', 'delay_before_retry', 'connect_port'], inCheck),
  virtual_server_group:
    'write "virtual_server_group …" and its "virtual_server group …" into the extra of the role, beside virtual_servers',
  connect_ip: 'write it into a check: check: { tcp: { connect_to: … } }',
  ...ofEach(['ha_suspend', 'smtp_alert'], inExtra),
  ...ofEach(KEYED_CHECKERS, checkKey),
  ...ofEach(OTHER_CHECKERS, ownCheck),
}

export const realServerNames: LegacyKeys = {
  ...legacyRealServerNames,
  ip: 'write address',
  ...ofEach(['connect_timeout', 'retry', 'nb_get_retry', 'delay_before_retry', 'connect_port'], inCheck),
  ...ofEach(KEYED_CHECKERS, checkKey),
  ...ofEach(OTHER_CHECKERS, ownCheck),
}

export const checkerNames: LegacyKeys = {
  ...legacyCheckerNames,
  ...ofEach(KEYED_CHECKERS, checkKey),
  ...ofEach(OTHER_CHECKERS, ownCheck),
}

export const trackScriptNames: LegacyKeys = {
  init_fail: 'leave it out: a script counts as well until it has failed',
  vrrp_script: 'write name, and script beside it',
}
