import { isDeepStrictEqual } from 'node:util'

/** How packets reach a real server, and ipvsadm's word for it. */
export const FORWARDING = { dr: '-g', nat: '-m', tun: '-i' } as const

export type Forwarding = keyof typeof FORWARDING

/** A real server as the kernel's table has it. */
export type IpvsServer = {
  /** `10.0.0.21:80`; port 0 behind a firewall mark. */
  readonly endpoint: string
  readonly mode: Forwarding
  readonly weight: number
  /** Connections at which it gets no more; 0: no limit. */
  readonly upper: number
  /** Connections below which it gets some again; 0: the kernel's choice. */
  readonly lower: number
  /** What else ipvsadm says of it, in its words, such as `--tun-type gue --tun-port 6080`. */
  readonly others: string
}

/** A virtual service, but for its servers. */
export type IpvsSettings = {
  readonly scheduler: string
  /** As `-b` takes them, in the order of the alphabet; empty for none. */
  readonly flags: string
  /** Seconds; null where clients do not stay. */
  readonly persistence: number | null
  /** A netmask or a prefix length; null where every address is a client of its own. */
  readonly granularity: string | null
  readonly onePacket: boolean
  /** What else ipvsadm says of it, in its words, such as `--pe sip`. */
  readonly others: string
}

/** A virtual service with its real servers, in the order of their endpoints. */
export type IpvsService = IpvsSettings & { readonly servers: readonly IpvsServer[] }

/** Every service that `ipvsadm -S -n` prints, by its name. Thresholds it does not print: here they are 0. */
export function parseIpvsTable(saved: string): ReadonlyMap<string, IpvsService> {
  const lines = saved.split('\n').map((line) => line.trim().split(/\s+/))
  const named = (command: string) => lines.filter((words) => words[0] === command).map(optionsIn)
  const servers = named('-a')
  return new Map(
    named('-A').map((options) => {
      const name = nameOf(options)
      const own = servers.filter((server) => nameOf(server) === name).map(serverOf)
      return [name, { ...settingsOf(options), servers: own.toSorted(byEndpoint) }]
    }),
  )
}

/** A service's words after its address: `-s wrr -p 300`. */
export function settingsWords({ scheduler, flags, persistence, granularity, onePacket, others }: IpvsSettings) {
  return joined(
    `-s ${scheduler}`,
    persistence !== null && `-p ${persistence}`,
    granularity !== null && `-M ${granularity}`,
    others,
    onePacket && '-o',
    flags !== '' && `-b ${flags}`,
  )
}

/** A real server's words after its address: `-g -w 1`. An edit takes away what is not said, so that all is said. */
export function serverWords({ mode, weight, upper, lower, others }: IpvsServer): string {
  return joined(`${FORWARDING[mode]} -w ${weight}`, upper > 0 && `-x ${upper}`, lower > 0 && `-y ${lower}`, others)
}

/** Whether two services differ only in their servers. */
export function sameSettings(one: IpvsService, other: IpvsService): boolean {
  return isDeepStrictEqual({ ...one, servers: [] }, { ...other, servers: [] })
}

export function byEndpoint(one: { readonly endpoint: string }, other: { readonly endpoint: string }): number {
  return one.endpoint < other.endpoint ? -1 : 1
}

/** Options of ipvsadm that take a value. */
const VALUED = new Set(['-t', '-u', '--sctp-service', '-f', '-s', '-p', '-M', '-b', '-r', '-w', '-x', '-y'])
const BARE = new Set(['-A', '-a', '-6', '-o', '-g', '-m', '-i'])

interface Options {
  readonly known: ReadonlyMap<string, string>
  readonly others: string
}

function optionsIn(words: readonly string[]): Options {
  const known = new Map<string, string>()
  const others: string[] = []
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? ''
    if (VALUED.has(word)) known.set(word, words[++index] ?? '')
    else if (BARE.has(word)) known.set(word, '')
    else others.push(word)
  }
  // What every tunnel is unless it is said otherwise; older ones do not print it.
  return { known, others: others.join(' ').replace(/ ?--tun-type ipip\b/, '') }
}

function nameOf({ known }: Options): string {
  const mark = known.get('-f')
  if (mark !== undefined) return `fwmark ${mark}${known.has('-6') ? ' IPv6' : ''}`
  const [protocol, option] = PROTOCOLS.find(([, word]) => known.has(word)) ?? ['', '']
  return `${protocol} ${known.get(option) ?? ''}`
}

const PROTOCOLS = [
  ['tcp', '-t'],
  ['udp', '-u'],
  ['sctp', '--sctp-service'],
] as const

function settingsOf({ known, others }: Options): IpvsSettings {
  const persistence = known.get('-p')
  return {
    scheduler: known.get('-s') ?? '',
    flags: (known.get('-b') ?? '').split(',').toSorted().join(','),
    persistence: persistence === undefined ? null : Number(persistence),
    granularity: known.get('-M') ?? null,
    onePacket: known.has('-o'),
    others,
  }
}

function serverOf({ known, others }: Options): IpvsServer {
  return {
    endpoint: known.get('-r') ?? '',
    mode: known.has('-m') ? 'nat' : known.has('-i') ? 'tun' : 'dr',
    weight: Number(known.get('-w') ?? 1),
    upper: 0,
    lower: 0,
    others,
  }
}

function joined(...parts: readonly (string | false)[]): string {
  return parts.filter((part) => part !== false && part !== '').join(' ')
}
