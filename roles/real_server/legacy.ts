import { type LegacyKeys, ofEach } from '../../engine/errors/legacy-keys.ts'

// Legacy keys: the settings of scripts in tutorials, each with what to write here instead.

export const legacyNames: LegacyKeys = {
  ...ofEach(
    ['arp_ignore', 'arp_announce', 'rp_filter', 'sysctl', 'sysctls'],
    'leave it out: mode sets what it needs, on "all" and on the interface of requests (rules 1 and 4)',
  ),
  ...ofEach(
    ['lo', 'device', 'loopback', 'alias', 'tunl0', 'netmask', 'broadcast', 'prefix'],
    'leave it out: the virtual address is /32, on lo with mode dr and on tunl0 with mode tun (rule 3)',
  ),
  ...ofEach(['SNS_VIP', 'VIP', 'virtual_ip', 'virtual_ipaddress'], 'write vip, or vips for several'),
  ...ofEach(['lb_kind', 'lvs_method', 'forwarding'], 'write mode: dr, nat or tun'),
  ...ofEach(
    ['default_gateway', 'gw', 'default_route'],
    'write gateway: the inner virtual address of the directors (rule 6)',
  ),
  ip_forward: 'leave it out: a real server forwards nothing',
}
