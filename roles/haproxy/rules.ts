import type { FollowedRule } from '../contract.ts'

/** How the role follows the rules of HAProxy; its lints name the same numbers. */
export const haproxyRules: readonly FollowedRule[] = [
  { rule: 11, how: 'it warns of weights that balance first ignores' },
  {
    rule: 29,
    how: 'threads, never processes; removed keywords are errors that name the replacement; a name of two sections is an error',
  },
  { rule: 30, how: 'connections are kept alive; a warning about httpclose names http-server-close' },
  { rule: 31, how: 'cookies, headers, paths and httplog are refused with mode tcp' },
  {
    rule: 32,
    how: "the client's address is appended to the header that the client sent; only root can read certificate files",
  },
  {
    rule: 33,
    how: 'haproxy -c validates the file before it is used; the unit reloads, never restarts; idle kept-alive connections are closed only after a response',
  },
  { rule: 34, how: "ip_nonlocal_bind, if a bind's address is not the host's own" },
  {
    rule: 35,
    how: 'logs go by UDP to 127.0.0.1; the admin socket has mode 660, and level admin only if no other user can open it; the stats page needs an address and a password',
  },
  { rule: 36, how: 'a warning about ports that SELinux denies to HAProxy on the RHEL family' },
  {
    rule: 37,
    how: 'check: { http: /, port: 3380 } asks the guard of the role mysql; a warning about mysql-check, and about checks of several MySQL servers that only connect',
  },
  {
    rule: 38,
    how: 'several active MySQL servers are refused, unless allow says why, or something on them answers the health check; a warning about connections that stay with a dead one',
  },
  {
    rule: 54,
    how: 'values are quoted; a # that would begin a comment in raw words is refused, and in lines of your own a warning',
  },
  { rule: 55, how: 'it warns of servers that do not have the address at which they are reached' },
  {
    rule: 58,
    how: 'stick tables of addresses hold those of IPv4 and IPv6; headers are compared as a whole (req.fhdr); check: { tls: true } with a port of its own is over TLS',
  },
  {
    rule: 59,
    how: "the accept of a TLS hello comes after the user's rules; a redirect to https keeps its guard with any condition, and replaces the port; response headers are in HAProxy's own answers, too",
  },
  {
    rule: 62,
    how: 'up: 1 where the health check picks the writer: verify then expects the others down; it follows from checks of Patroni and of the role of Redis',
  },
]
