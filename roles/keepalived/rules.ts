import type { FollowedRule } from '../contract.ts'
import { advertisedGateway } from '../kit/ipvs/advertised-gateway.ts'

/** The rules that the role follows or checks; its lints have the same numbers. */
export const keepalivedRules: readonly FollowedRule[] = [
  {
    rule: 6,
    how: "mode nat sets ip_forward and takes send_redirects away; it warns if no virtual address is in the real servers' network, and refuses one that moves without the VIP",
  },
  { rule: 7, how: 'another port on a real server is refused with dr and tun' },
  { rule: 8, how: 'conntrack on demand; it warns if only dr and tun are used' },
  { rule: 9, how: 'persistence and inhibit_on_failure set expire_quiescent_template and expire_nodest_conn' },
  { rule: 10, how: 'a director that is also a real server gets backup_only' },
  {
    rule: 11,
    how: "a scheduler that the host's kernel does not have is refused; it warns of weights that the scheduler ignores",
  },
  { rule: 13, how: 'ipvsadm.service is masked: keepalived alone owns the IPVS table' },
  { rule: 14, how: 'the modules of IPVS and of the schedulers are loaded through modules-load.d' },
  { rule: 15, how: 'no ip_forward with dr and tun' },
  {
    rule: 16,
    how: 'BACKUP on all members; with preempt false, MASTER is refused; it warns of equal priorities, and of opposite ones in a sync group',
  },
  { rule: 17, how: 'tracks have weight 0; it warns of other weights that cannot cause a failover' },
  {
    rule: 18,
    how: 'balancer and track_processes, with a delay; scripts that look for processes or stop keepalived are refused',
  },
  { rule: 19, how: 'enable_script_security and an account of its own, if any script runs' },
  { rule: 20, how: 'keepalived -t judges the file before it is used; every status except 0 fails' },
  { rule: 21, how: 'one vrrp_version for all; auth_pass of more than 8 characters is refused; vrrp_strict is refused' },
  {
    rule: 22,
    how: 'one router_id and one prefix for all members; two instances with one router_id on a network are refused',
  },
  { rule: 23, how: 'unicast on demand; without a peer it is refused' },
  { rule: 24, how: 'garp_master_refresh is written' },
  { rule: 25, how: 'delay_loop, lvs_method, alpha, quorum and persistence_timeout are written' },
  { rule: 26, how: 'a quorum that cannot be reached is refused' },
  {
    rule: 27,
    how: 'retry, and a status_code or a digest in every HTTP_GET; legacy keywords are refused, with what to write today',
  },
  { rule: 28, how: 'keepalived reloads and never restarts; VIPs and virtual servers are checked after it' },
  {
    rule: 55,
    how: 'addresses of the inventory, of a network, or of each member; one that the member does not have is refused',
  },
  {
    rule: 57,
    how: 'tracks, scripts and files stand before the instances; smtp_alert with recipients of mail; enable_sni where a host is named; a check behind a firewall mark needs a port',
  },
  {
    rule: 56,
    how: "a VIP that is a host's own, a real server's, nobody's, or in two instances is refused, and a virtual server whose VIP no instance carries",
  },
  { rule: 34, how: 'balancer: it may listen on the virtual addresses on every member, the holder or not' },
  {
    rule: 51,
    how: 'adverts and the ports of virtual servers are let in, and with mode nat answers of the real servers pass; the check for two holders mentions filtered adverts',
  },
  { rule: 52, how: 'it warns of packets that the cloud of a host often drops, and says what to ask for' },
  advertisedGateway,
]
