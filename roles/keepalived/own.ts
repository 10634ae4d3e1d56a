import type { Opening } from '../contract.ts'
import { bare, parseAddress } from '../kit/addresses.ts'
import type { OwnServices } from '../kit/ipvs/differences.ts'
import { serviceName } from '../kit/ipvs/virtual-server.ts'
import { type ExtraLine, linesOf } from './vars/extra-lines.ts'
import type { KeepalivedVars } from './vars/vars.ts'

/** A virtual server that only lines of the user's own describe, at the end of keepalived.conf. */
export interface OwnServer {
  readonly vip: string | undefined
  readonly port: number | undefined
  readonly fwmark: number | undefined
  readonly protocol: 'tcp' | 'udp'
  readonly scheduler: string
}

type Extended = Pick<KeepalivedVars, 'extra'>

const PROTOCOLS = ['tcp', 'udp'] as const

/** The virtual servers in lines of the user's own, without those of groups: these have their addresses elsewhere. */
export function ownServers({ extra = '' }: Extended): readonly OwnServer[] {
  return blocksOf('virtual_server', linesOf(extra)).flatMap(
    ({ head: [first = '', second = ''], lines }): readonly OwnServer[] => {
      if (first === 'group') return []
      const value = (...keywords: readonly string[]) =>
        lines.find(({ depth, words }) => depth === 1 && keywords.includes(words[0] ?? ''))?.words[1]
      const protocol = value('protocol')?.toLowerCase()
      const scheduler = value('lvs_sched', 'lb_algo') ?? 'wlc'
      if (first === 'fwmark')
        return [{ protocol: 'tcp', scheduler, vip: undefined, port: undefined, fwmark: Number(second) }]
      // Without a protocol it depends on the release of keepalived, and on the checkers of its servers.
      return PROTOCOLS.filter((one) => protocol === undefined || protocol === one).map((one) => {
        return { protocol: one, scheduler, vip: first, port: Number(second), fwmark: undefined }
      })
    },
  )
}

/** Names in the IPVS table, to which a group may add any. */
export function ownNames(vars: Extended): OwnServices {
  const groups = blocksOf('virtual_server', linesOf(vars.extra ?? '')).some(({ head }) => head[0] === 'group')
  if (groups) return 'any'
  return ownServers(vars).flatMap((server) => {
    const name = serviceName(server)
    // A firewall mark has the family of its real servers.
    return server.fwmark === undefined ? [name] : [name, `${name} IPv6`]
  })
}

/** Whether keepalived fills the IPVS table. */
export function balances({ virtual_servers, extra = '' }: Pick<KeepalivedVars, 'virtual_servers' | 'extra'>): boolean {
  return virtual_servers.length > 0 || blocksOf('virtual_server', linesOf(extra)).length > 0
}

/** The ports of clients, for virtual servers in lines of the user's own. */
export function ownOpenings(vars: Extended): readonly Opening[] {
  return ownServers(vars).flatMap((server) =>
    server.port === undefined || server.port === 0
      ? []
      : [{ title: serviceName(server), protocol: server.protocol, port: server.port }],
  )
}

/** The virtual addresses in vrrp_instance blocks of the user's own. */
export function ownVips({ extra = '' }: Extended): readonly string[] {
  return blocksOf('vrrp_instance', linesOf(extra)).flatMap(({ lines }) =>
    lines
      .filter(({ depth, number }) => depth === 2 && isWithin('virtual_ipaddress', number, lines))
      .flatMap(({ words: [first = ''] }) => (parseAddress(first) === undefined ? [] : [bare(first)])),
  )
}

/** What lines of a real server's own say about the table. */
export function realServerLines(extra = ''): { readonly mode?: 'dr' | 'nat' | 'tun'; readonly weight?: number } {
  const value = (keyword: string) => linesOf(extra).find(({ words }) => words[0] === keyword)?.words[1]
  const mode = value('lvs_method')?.toLowerCase()
  const weight = value('weight')
  return {
    ...(mode === 'dr' || mode === 'nat' || mode === 'tun' ? { mode } : {}),
    ...(weight === undefined ? {} : { weight: Number(weight) }),
  }
}

interface Block {
  /** The words behind the keyword. */
  readonly head: readonly string[]
  readonly lines: readonly ExtraLine[]
}

function blocksOf(keyword: string, lines: readonly ExtraLine[]): readonly Block[] {
  const heads = lines.filter(({ depth, words }) => depth === 0 && words[0] === keyword)
  return heads.map(({ number, words }) => {
    const end = lines.find((one) => one.number > number && one.depth === 0)?.number ?? Number.POSITIVE_INFINITY
    return { head: words.slice(1), lines: lines.filter((one) => one.number > number && one.number < end) }
  })
}

/** Whether a line is in the inner block of a keyword. */
function isWithin(keyword: string, number: number, lines: readonly ExtraLine[]): boolean {
  return lines.findLast((one) => one.depth === 1 && one.number < number)?.words[0] === keyword
}
