import { isVersion6 } from '../addresses.ts'

/** What the kernel of a director has to know of its services. */
export interface Directing {
  /** Clients stay with a server, or a server keeps its place with weight 0: what leaves loses its clients at once. */
  readonly expires: boolean
  /** It is a real server, too. */
  readonly servesItself: boolean
  /** Addresses of real servers behind mode nat; a firewall mark is of their family. */
  readonly translated: readonly string[]
  /** Where requests come in, and where real servers are. */
  readonly interfaces: readonly string[]
  /** The firewall tracks balanced connections, too. */
  readonly conntrack: boolean
}

/** Kernel settings of a director, by name. A DR or TUN director needs no ip_forward (rule 15). */
export function settingsOf(directing: Directing): Readonly<Record<string, string>> {
  const { expires, servesItself, translated, interfaces, conntrack } = directing
  return {
    // Rules 9 and 26.
    ...(expires ? { 'net.ipv4.vs.expire_quiescent_template': '1', 'net.ipv4.vs.expire_nodest_conn': '1' } : {}),
    ...(servesItself ? { 'net.ipv4.vs.backup_only': '1' } : {}),
    // A director that translates passes on what comes back, of the families that it has services of (rule 6).
    ...(translated.some((one) => !isVersion6(one)) ? { 'net.ipv4.ip_forward': '1', ...noRedirects(interfaces) } : {}),
    ...(translated.some(isVersion6) ? { 'net.ipv6.conf.all.forwarding': '1' } : {}),
    // Costs every packet a look-up, so that it is on only where somebody needs it (rule 8).
    ...(conntrack ? { 'net.ipv4.vs.conntrack': '1' } : {}),
  }
}

/** The kernel redirects where `all` or the interface says so: both are 0 (rule 6). */
function noRedirects(interfaces: readonly string[]): Record<string, string> {
  const names = ['all', ...new Set(interfaces)].map((name) =>
    `net/ipv4/conf/${name}/send_redirects`.replaceAll('/', name.includes('.') ? '/' : '.'),
  )
  return Object.fromEntries(names.map((name) => [name, '0']))
}
