import { endpoint } from '../addresses.ts'
import { type FindHosts, realServersOf } from './real-servers.ts'
import { serviceName, type VirtualServer } from './vars-server.ts'

/** One line of the table's lower level. */
export interface TableServer {
  /** `10.0.0.21:80` */
  readonly endpoint: string
  readonly mode: 'dr' | 'nat' | 'tun'
  readonly weight: number
}

/** One service with its real servers. */
export interface TableService {
  /** As `serviceName()` writes it: `tcp 10.0.0.100:80`. */
  readonly name: string
  readonly scheduler: string
  /** Seconds; undefined where clients do not stay. */
  readonly persistence: number | undefined
  /** A netmask or a prefix length, where it is not the whole address. */
  readonly granularity: string | undefined
  readonly onePacket: boolean
  readonly servers: readonly TableServer[]
}

/** A described real server: what the table says of it, who it is, and what else may be true. */
export interface DescribedServer extends TableServer {
  readonly name: string
  /** It stays in the table with weight 0 when it fails. */
  readonly inhibited: boolean
  /** Its checker sets its weight. */
  readonly weighsItself: boolean
}

/** A described service. */
export interface DescribedService extends TableService {
  readonly servers: readonly DescribedServer[]
  readonly sorryServer: string | undefined
}

const MODES = { '-g': 'dr', '-m': 'nat', '-i': 'tun' } as const

/** What `ipvsadm -S -n` prints. Lines that it does not know are left out. */
export function parseTable(saved: string): readonly TableService[] {
  const all = saved.split('\n').map((line) => line.trim().split(/\s+/))
  return all
    .filter(([command]) => command === '-A')
    .map((service) => {
      const name = nameIn(service)
      const servers = all.filter((words) => words[0] === '-a' && nameIn(words) === name).map(serverIn)
      return { ...serviceIn(service), servers }
    })
}

function serviceIn(words: readonly string[]): Omit<TableService, 'servers'> {
  const persistence = after(words, '-p')
  return {
    name: nameIn(words),
    scheduler: after(words, '-s') ?? '',
    persistence: persistence === undefined ? undefined : Number(persistence),
    granularity: after(words, '-M'),
    onePacket: words.includes('-o'),
  }
}

function serverIn(words: readonly string[]): TableServer {
  const found = Object.entries(MODES).find(([flag]) => words.includes(flag))
  return { endpoint: after(words, '-r') ?? '', mode: found?.[1] ?? 'dr', weight: Number(after(words, '-w') ?? 1) }
}

function nameIn(words: readonly string[]): string {
  const tcp = after(words, '-t')
  const udp = after(words, '-u')
  if (tcp !== undefined) return `tcp ${tcp}`
  return udp === undefined ? `fwmark ${after(words, '-f')}` : `udp ${udp}`
}

function after(words: readonly string[], flag: string): string | undefined {
  const index = words.indexOf(flag)
  return index < 0 ? undefined : words[index + 1]
}

/** The table that the virtual servers describe. */
export function describedTable(servers: readonly VirtualServer[], find: FindHosts): readonly DescribedService[] {
  return servers.map((server) => describedService(server, find))
}

/** The entry of the table that one virtual server describes. */
export function describedService(server: VirtualServer, find: FindHosts): DescribedService {
  const sorry = server.sorry_server
  return {
    name: serviceName(server),
    scheduler: server.scheduler,
    persistence: server.persistence?.timeout,
    granularity: wholeAddress(server.persistence?.granularity),
    onePacket: server.one_packet,
    sorryServer: sorry && endpoint(sorry.address, sorry.port ?? server.port ?? 0),
    servers: realServersOf(server, find).map((real) => ({
      name: real.name,
      endpoint: endpoint(real.address, real.port),
      mode: server.mode,
      weight: real.weight,
      inhibited: real.inhibitOnFailure,
      weighsItself: real.check.misc?.dynamic === true,
    })),
  }
}

/** ipvsadm does not print a granularity that is the whole address. */
function wholeAddress(granularity: string | number | undefined): string | undefined {
  return granularity === undefined || granularity === '255.255.255.255' || granularity === 128
    ? undefined
    : String(granularity)
}
