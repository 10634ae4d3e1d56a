import { isIPv6 } from 'node:net'
import type { Facts } from '../../engine/facts.ts'
import type { HostView, Opening } from '../contract.ts'
import { bare, parseAddress } from '../kit/addresses.ts'
import { addressOf } from '../kit/hosts/address.ts'
import { bindAddress } from './config/front.ts'
import { ownLines, ownSections } from './own/lines.ts'
import { frontsOf, modeOf } from './proxies.ts'
import { type BindWords, bindWords, type RawBind, rawBinds } from './raw.ts'
import { isEverywhere, isLoopback } from './vars/bind.ts'
import type { HaproxyVars } from './vars/vars.ts'
import { wordsOf } from './words.ts'

/** A bind on one host: `own` is replaced by the host's address. */
export interface ResolvedBind extends BindWords {
  /** The section's name. */
  readonly section: string
  /** `*` for every IPv4 address. */
  readonly address: string
  readonly port: number
  readonly mode: 'http' | 'tcp'
  /** A virtual address: another host may hold it at the moment. */
  readonly isVip: boolean
  /** Names of certificates in vars. */
  readonly ssl: readonly string[]
}

/** All binds of a host's HAProxy except the stats page's, those in lines of the user's own among them. */
export function resolvedBinds(vars: HaproxyVars, host: HostView): readonly ResolvedBind[] {
  const own = (bind: RawBind, mode: ResolvedBind['mode']) => ({
    ...bind,
    mode,
    ssl: [],
    isVip: isForeign(bind.address, host),
  })
  const fronts = frontsOf(vars).flatMap((front): readonly ResolvedBind[] => {
    const mode = modeOf(front, vars)
    const described = front.binds.map((bind) => {
      const address = bindAddress(bind, host)
      const words = bindWords(wordsOf(bind.extra ?? ''))
      return {
        ...words,
        section: front.name,
        address,
        port: bind.port,
        mode,
        tls: words.tls || bind.ssl !== undefined,
        ssl: bind.ssl ?? [],
        proxied: words.proxied || bind.accept_proxy,
        isVip: bind.isVip || isForeign(address, host),
      }
    })
    return [...described, ...rawBinds(ownLines(front)).map((bind) => own(bind, mode))]
  })
  const sections = ownSections(vars).flatMap(({ lines }) => rawBinds(lines))
  return [...fronts, ...sections.map((bind) => own(bind, 'tcp'))]
}

/**
 * True if the address can leave the host: it is neither the host's own nor part of one of its networks. A /32 on an
 * interface may be a VIP that the host holds only now, and the result must be the same without it.
 */
function isForeign(address: string, { address: own, facts }: Pick<HostView, 'address' | 'facts'>): boolean {
  if (isEverywhere({ address }) || isLoopback({ address }) || address === own || address === facts?.reachedAt)
    return false
  const onInterfaces = (facts?.interfaces ?? []).flatMap((one) => one.addresses).filter((one) => bare(one) === address)
  const hostPrefix = isIPv6(address) ? 128 : 32
  return !onInterfaces.some((one) => (parseAddress(one)?.prefix ?? hostPrefix) < hostPrefix)
}

/** The sysctls that let HAProxy bind an address that another host may hold (rule 34). */
export function nonlocalSysctls(vars: HaproxyVars, host: HostView & { readonly facts: Facts }): readonly string[] {
  const pages = [vars.stats, vars.prometheus]
    .flatMap((page) => (page === undefined ? [] : [bindAddress(page, host)]))
    .filter((one) => isForeign(one, host))
  const foreign = [
    ...resolvedBinds(vars, host)
      .filter(({ isVip }) => isVip)
      .map(({ address }) => address),
    ...pages,
  ]
  return [
    ...(foreign.some((one) => !isIPv6(one)) ? ['net.ipv4.ip_nonlocal_bind'] : []),
    ...(foreign.some((one) => isIPv6(one)) ? ['net.ipv6.ip_nonlocal_bind'] : []),
  ]
}

/** The openings of clients, of the stats page and of the members' peers. */
export function openingsOf(vars: HaproxyVars, host: HostView, members: readonly HostView[]): readonly Opening[] {
  const { stats, prometheus, peers } = vars
  const binds = resolvedBinds(vars, host).filter((one) => !isLoopback(one))
  const others = members.filter(({ name }) => name !== host.name).map(addressOf)
  return [
    ...binds.map(({ section, port }): Opening => ({ title: `HAProxy ${section}`, protocol: 'tcp', port })),
    ...frontsOf(vars).flatMap(({ name, binds: all }) =>
      all
        .filter(({ http3 }) => http3)
        .map(({ port }): Opening => ({ title: `HAProxy ${name}, HTTP/3`, protocol: 'udp', port })),
    ),
    ...(stats === undefined || isLoopback(stats) ? [] : [pageOpening('HAProxy statistics', stats)]),
    ...(prometheus === undefined || isLoopback(prometheus) ? [] : [pageOpening('HAProxy for Prometheus', prometheus)]),
    ...(peers === undefined || others.length === 0
      ? []
      : [{ title: 'HAProxy peers', protocol: 'tcp' as const, port: peers.port, from: others }]),
  ]
}

function pageOpening(
  title: string,
  { port, from }: { readonly port: number; readonly from?: readonly string[] | undefined },
): Opening {
  return { title, protocol: 'tcp', port, ...(from === undefined ? {} : { from }) }
}
