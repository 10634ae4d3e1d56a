import type { FollowedRule } from '../contract.ts'

/** What the role does by itself or looks at; lints name the same numbers. */
export const keepalivedRules: readonly FollowedRule[] = [
  {
    rule: 6,
    how: "mode nat sets ip_forward and takes send_redirects away; it is noted where no address of the real servers' network moves, and refused where it moves without the VIP",
  },
  { rule: 7, how: 'a real server port that differs is refused with dr and tun' },
  { rule: 8, how: 'conntrack on demand; it is noted with dr and tun alone' },
  { rule: 9, how: 'persistence and inhibit_on_failure set expire_quiescent_template and expire_nodest_conn' },
  { rule: 10, how: 'a director that is a real server, too, gets backup_only' },
  { rule: 11, how: "a scheduler that the host's kernel has not is refused" },
  { rule: 13, how: 'ipvsadm.service is masked: keepalived alone owns the IPVS table' },
  { rule: 14, how: 'the modules of IPVS and of the schedulers are loaded through modules-load.d' },
  { rule: 15, how: 'no ip_forward with dr and tun' },
  { rule: 16, how: 'BACKUP on all members; MASTER with preempt false is refused, as are equal priorities then' },
  { rule: 17, how: 'tracks have weight 0; others are noted where they cannot cause a failover' },
  {
    rule: 18,
    how: 'balancer and track_processes, with a delay; scripts that look for processes or stop keepalived are refused',
  },
  { rule: 19, how: 'enable_script_security and an account of its own, wherever a script runs' },
  { rule: 20, how: 'keepalived -t judges the file before it is used; every status but 0 fails' },
  { rule: 21, how: 'one vrrp_version for all; auth_pass of more than 8 characters is refused; vrrp_strict is refused' },
  {
    rule: 22,
    how: 'one router_id and one prefix for all members; two instances of one router_id on a network are refused',
  },
  { rule: 23, how: 'unicast on demand; its peers are never none' },
  { rule: 24, how: 'garp_master_refresh is written' },
  { rule: 25, how: 'delay_loop, lvs_method, alpha, quorum and persistence_timeout are written' },
  { rule: 26, how: 'a quorum that cannot be reached is refused' },
  {
    rule: 27,
    how: 'retry, and a status_code or a digest in every HTTP_GET; old keywords are refused, with what is written today',
  },
  { rule: 28, how: 'keepalived reloads and never restarts; VIPs and virtual servers are checked after it' },
  { rule: 34, how: 'balancer: it may listen on the virtual addresses, on the holder and on the others' },
  {
    rule: 51,
    how: 'adverts and the ports of virtual servers are let in, with mode nat answers of the real servers let through; two holders at once point at adverts that are filtered',
  },
  { rule: 52, how: 'on a cloud it is noted what its network often drops, and what to ask it for' },
]
