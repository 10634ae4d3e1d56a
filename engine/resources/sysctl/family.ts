/**
 * Settings that the kernel writes along with another one: paths below /proc/sys, where `*` stands for `default` and every
 * interface. They were found by writing each setting of a network namespace of Linux 6.18 and reading all others, and for
 * those outside of namespaces in the kernel's handlers of these files (rule 63).
 */
export function familyOf(path: string): readonly string[] {
  const interfaces = path.match(DEFAULT_OF_IPV4) ?? path.match(ALL_OF_IPV6)
  if (interfaces !== null) return [`${interfaces[1]}/*/${interfaces[2]}`]
  const [, neighbour, key = ''] = path.match(/^(net\/ipv[46]\/neigh\/[^/]+)\/([^/]+)$/) ?? []
  if (neighbour !== undefined) return neighbourFamily(neighbour, key)
  const addresses = path.match(/^(net\/ipv6\/conf)\/([^/]+)\/stable_secret$/)
  if (addresses !== null) return [`net/ipv6/conf/${addresses[2] === 'default' ? '*' : addresses[2]}/addr_gen_mode`]
  return GROUPS.find(({ writing }) => writing.includes(path))?.moves.filter((member) => member !== path) ?? []
}

/** Interfaces whose own setting nobody has written follow `default`. */
const DEFAULT_OF_IPV4 = /^(net\/ipv4\/conf)\/default\/(?!forwarding$|mc_forwarding$)([^/]+)$/

/** Most settings of `all` are read beside those of an interface; these are copied to all interfaces and to `default`. */
const ALL_OF_IPV6 =
  /^(net\/ipv6\/conf)\/all\/(addr_gen_mode|disable_ipv6|force_forwarding|forwarding|ignore_routes_with_linkdown)$/

/** The kernel has one value for each of these, in two units. */
const UNITS: readonly (readonly string[])[] = [
  ['base_reachable_time', 'base_reachable_time_ms'],
  ['retrans_time', 'retrans_time_ms'],
  ['unres_qlen', 'unres_qlen_bytes'],
]

function neighbourFamily(folder: string, key: string): readonly string[] {
  const keys = UNITS.find((unit) => unit.includes(key)) ?? [key]
  const others = keys.filter((one) => one !== key).map((one) => `${folder}/${one}`)
  if (!folder.endsWith('/default')) return others
  return [...others, ...keys.map((one) => `${folder.replace(/default$/, '*')}/${one}`)]
}

interface Group {
  readonly writing: readonly string[]
  readonly moves: readonly string[]
}

/** Writing one of these moves all others. */
const together = (...paths: readonly string[]): Group => ({ writing: paths, moves: paths })

const GROUPS: readonly Group[] = [
  // A host takes redirects, a router does not (RFC 1122, RFC 1812).
  {
    writing: ['net/ipv4/ip_forward', 'net/ipv4/conf/all/forwarding'],
    moves: ['net/ipv4/conf/*/forwarding', 'net/ipv4/conf/all/accept_redirects'],
  },
  { writing: ['net/ipv4/tcp_congestion_control'], moves: ['net/ipv4/tcp_allowed_congestion_control'] },
  { writing: ['kernel/msgmni'], moves: ['kernel/auto_msgmni'] },
  together('kernel/watchdog', 'kernel/nmi_watchdog', 'kernel/soft_watchdog'),
  together('net/mptcp/pm_type', 'net/mptcp/path_manager'),
  // Each of a pair sets the other one to 0.
  together('vm/dirty_ratio', 'vm/dirty_bytes'),
  together('vm/dirty_background_ratio', 'vm/dirty_background_bytes'),
  together('vm/overcommit_ratio', 'vm/overcommit_kbytes'),
]
