import type { Facts } from '../../../engine/facts.ts'
import { isVersion6 } from '../addresses.ts'

/** The properties of a director that decide its kernel settings. */
export interface Directing {
  /** Connections and persistence entries of a server that leaves, or gets weight 0, expire at once. */
  readonly expires: boolean
  /** The director is also a real server. */
  readonly servesItself: boolean
  /** Addresses of real servers with mode nat; a firewall mark has their family. */
  readonly translated: readonly string[]
  /** The interfaces of requests and of real servers. */
  readonly interfaces: readonly string[]
  /** The firewall also tracks balanced connections. */
  readonly conntrack: boolean
  readonly facts: Facts
}

/** Kernel settings of a director, by name. A DR or TUN director needs no ip_forward (rule 15). */
export function settingsOf(directing: Directing): Readonly<Record<string, string>> {
  const { expires, servesItself, translated, interfaces, conntrack, facts } = directing
  return {
    // Rules 9 and 26.
    ...(expires ? { 'net.ipv4.vs.expire_quiescent_template': '1', 'net.ipv4.vs.expire_nodest_conn': '1' } : {}),
    ...(servesItself ? { 'net.ipv4.vs.backup_only': '1' } : {}),
    // A director that translates forwards the answers, in the address families of its services (rule 6).
    ...(translated.some((one) => !isVersion6(one)) ? { 'net.ipv4.ip_forward': '1', ...noRedirects(interfaces) } : {}),
    ...(translated.some(isVersion6) ? { ...acceptAdvertisements(facts), 'net.ipv6.conf.all.forwarding': '1' } : {}),
    // It costs a look-up for every packet, so that it is on only if it is needed (rule 8).
    ...(conntrack ? { 'net.ipv4.vs.conntrack': '1' } : {}),
  }
}

/** The kernel sends redirects if `all` or the interface is 1, so that both are 0 (rule 6). */
function noRedirects(interfaces: readonly string[]): Record<string, string> {
  return ofEach(['all', ...new Set(interfaces)], (name) => `net/ipv4/conf/${name}/send_redirects`, '0')
}

/** Forwarding drops the gateways that the kernel has learned, and learns no others, unless accept_ra is 2 (rule 63). */
function acceptAdvertisements({ advertised }: Facts): Record<string, string> {
  const names = advertised.filter(({ by }) => by === 'kernel').map((one) => one.interface)
  return ofEach(names, (name) => `net/ipv6/conf/${name}/accept_ra`, '2')
}

/** The same setting of several interfaces; a name with a dot is written with slashes around it. */
function ofEach(names: readonly string[], path: (name: string) => string, value: string): Record<string, string> {
  const settings = names.map((name) => path(name).replaceAll('/', name.includes('.') ? '/' : '.'))
  return Object.fromEntries(settings.map((setting) => [setting, value]))
}
