import { isDeepStrictEqual } from 'node:util'

/** How packets reach a real server, with the option of ipvsadm. */
export const FORWARDING = { dr: '-g', nat: '-m', tun: '-i' } as const

export type Forwarding = keyof typeof FORWARDING

/** A real server in the kernel's table. */
export type IpvsServer = {
  /** Such as `10.0.0.21:80`; with a firewall mark the port is 0. */
  readonly endpoint: string
  readonly mode: Forwarding
  readonly weight: number
  /** Number of connections from which on it gets no new ones; 0: no limit. */
  readonly upper: number
  /** Number of connections below which it gets new ones again; 0: the kernel's default. */
  readonly lower: number
  /** Other options that ipvsadm prints, such as `--tun-type gue --tun-port 6080`. */
  readonly others: string
}

/** A virtual service without its real servers. */
export type IpvsSettings = {
  readonly scheduler: string
  /** The value of `-b`, sorted by name; empty for none. */
  readonly flags: string
  /** Timeout in seconds; null if the service is not persistent. */
  readonly persistence: number | null
  /** A netmask or a prefix length; null if each address is a client of its own. */
  readonly granularity: string | null
  readonly onePacket: boolean
  /** Other options that ipvsadm prints, such as `--pe sip`. */
  readonly others: string
}

/** A virtual service with its real servers, sorted by endpoint. */
export type IpvsService = IpvsSettings & { readonly servers: readonly IpvsServer[] }

/** The services that `ipvsadm -S -n` prints, by name. It does not print thresholds: they are 0 here. */
export function parseIpvsTable(saved: string): ReadonlyMap<string, IpvsService> {
  const lines = saved.split('\n').map((line) => line.trim().split(/\s+/))
  const linesOf = (command: string) => lines.filter((words) => words[0] === command).map(optionsIn)
  const servers = linesOf('-a')
  return new Map(
    linesOf('-A').map((options) => {
      const name = nameOf(options)
      const own = servers.filter((server) => nameOf(server) === name).map(serverOf)
      return [name, { ...settingsOf(options), servers: own.toSorted(byEndpoint) }]
    }),
  )
}

/** Options of ipvsadm for a service, after its address: `-s wrr -p 300`. */
export function settingsOptions({ scheduler, flags, persistence, granularity, onePacket, others }: IpvsSettings) {
  return joined(
    `-s ${scheduler}`,
    persistence !== null && `-p ${persistence}`,
    granularity !== null && `-M ${granularity}`,
    others,
    onePacket && '-o',
    flags !== '' && `-b ${flags}`,
  )
}

/** Options of ipvsadm for a real server, after its address: `-g -w 1`. An edit resets every option that is missing. */
export function serverOptions({ mode, weight, upper, lower, others }: IpvsServer): string {
  return joined(`${FORWARDING[mode]} -w ${weight}`, upper > 0 && `-x ${upper}`, lower > 0 && `-y ${lower}`, others)
}

/** Whether two services differ only in their servers. */
export function sameSettings(one: IpvsService, other: IpvsService): boolean {
  return isDeepStrictEqual({ ...one, servers: [] }, { ...other, servers: [] })
}

export function byEndpoint(one: { readonly endpoint: string }, other: { readonly endpoint: string }): number {
  return one.endpoint < other.endpoint ? -1 : 1
}

const WITH_VALUE = new Set(['-t', '-u', '--sctp-service', '-f', '-s', '-p', '-M', '-b', '-r', '-w', '-x', '-y'])
const WITHOUT_VALUE = new Set(['-A', '-a', '-6', '-o', '-g', '-m', '-i'])

interface Options {
  readonly known: ReadonlyMap<string, string>
  readonly others: string
}

function optionsIn(words: readonly string[]): Options {
  const known = new Map<string, string>()
  const others: string[] = []
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? ''
    if (WITH_VALUE.has(word)) known.set(word, words[++index] ?? '')
    else if (WITHOUT_VALUE.has(word)) known.set(word, '')
    else others.push(word)
  }
  // `ipip` is the default of a tunnel, and older versions do not print it.
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
