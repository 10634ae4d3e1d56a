import type { FollowedRule } from '../contract.ts'

/** What the role does by itself or looks at; lints name the same numbers. */
export const nginxRules: readonly FollowedRule[] = [
  { rule: 32, how: 'certificates are read by root alone; real_ip trusts only the last address that no balancer wrote' },
  { rule: 34, how: 'a listen on a virtual address sets ip_nonlocal_bind' },
  {
    rule: 39,
    how: 'ip_hash with backup and old methods are refused; max_fails and fail_timeout are written; verify counts worker_connections',
  },
  { rule: 40, how: 'Host, X-Real-IP, X-Forwarded-For and X-Forwarded-Proto are set wherever requests are passed on' },
  {
    rule: 41,
    how: "nginx -t before every reload, and a restart only where a listen moves between every address and one; nginx.conf stays as it is, sites and upstreams are drop-in files; the stream module's package",
  },
]
