import type { FollowedRule } from '../contract.ts'

/** What the role does by itself or looks at; lints name the same numbers. */
export const haproxyRules: readonly FollowedRule[] = [
  {
    rule: 29,
    how: 'threads, never processes; keywords that are gone, and names that two sections have, are errors that say what is written today',
  },
  { rule: 30, how: 'connections are kept alive; httpclose is an error that names http-server-close' },
  { rule: 31, how: 'cookies, headers, paths and httplog are refused with mode tcp' },
  {
    rule: 32,
    how: "the client's address is appended behind what clients wrote; certificates are files that root alone reads",
  },
  {
    rule: 33,
    how: 'haproxy -c judges the file before it is used, and the unit reloads, never restarts; connections that are kept alive end with an answer',
  },
  { rule: 34, how: "ip_nonlocal_bind, where a bind is an address that is not the host's own" },
  {
    rule: 35,
    how: 'logs go by UDP to 127.0.0.1; the admin socket has mode 660 and level user; the stats page has an address and no default password',
  },
  { rule: 36, how: 'ports that SELinux would not give it are noted on the RHEL family' },
  { rule: 37, how: 'mysql-check is noted; checks are connections or requests, and an agent may say more' },
  { rule: 38, how: 'several active servers of a database, and connections that stay with a dead one, are noted' },
]
