import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { type Sh, sh } from '../shell.ts'
import { ipAddress } from './ip.ts'
import {
  byEndpoint,
  FORWARDING,
  type IpvsServer,
  type IpvsService,
  parseIpvsTable,
  sameSettings,
  serverWords,
  settingsWords,
} from './ipvs-table.ts'
import { describe, type Placement, type Resource, type ResourceType } from './resource.ts'

const port = z.int().min(0).max(65535)
const connections = z.int().min(1).max(4_294_967_295)
const word = z.string().regex(/^[a-z0-9][a-z0-9_-]*$/, 'must be a word such as wrr or sh-port')
const modes = Object.keys(FORWARDING) as (keyof typeof FORWARDING)[]

const realServer = z
  .strictObject({
    address: ipAddress.describe('Its address.'),
    port: port
      .optional()
      .describe("Its port; the service's where it is not said. Another one only with mode nat (rule 7)."),
    mode: z.enum(modes).describe('How packets reach it: direct routing, address translation, an IP-in-IP tunnel.'),
    weight: z.int().min(0).max(65535).default(1).describe('Its share; with 0 it gets no new connections.'),
    upper_threshold: connections.optional().describe('Connections at which it gets no more.'),
    lower_threshold: connections.optional().describe('Connections below which it gets some again.'),
  })
  .refine(({ lower_threshold: lower = 0, upper_threshold: upper = 0 }) => lower <= upper, {
    error: 'must not be above upper_threshold',
    path: ['lower_threshold'],
  })

const persistence = z.strictObject({
  timeout: z.int().min(1).max(2_678_400).describe('Seconds.'),
  granularity: z
    .union([ipAddress, z.int().min(1).max(128)])
    .transform(String)
    .optional()
    .describe('Clients of one network are one: a netmask such as 255.255.255.0, or a prefix length for IPv6.'),
})

const spec = z
  .strictObject({
    vip: ipAddress.optional().describe('The virtual address.'),
    port: port.optional().describe('The port; 0 is every port, and needs persistence.'),
    protocol: z.enum(['tcp', 'udp']).default('tcp').describe('The protocol.'),
    fwmark: z.int().min(1).max(4_294_967_295).optional().describe('A firewall mark, instead of vip and port.'),
    ipv6: z.boolean().default(false).describe('Whether a firewall mark is that of IPv6 packets.'),
    scheduler: word.default('wlc').describe("How servers are chosen; the kernel's module ip_vs_… (rule 11)."),
    scheduler_flags: z.array(word).default([]).describe('As ipvsadm -b.'),
    persistence: persistence.optional().describe('A client stays with its server.'),
    one_packet: z.boolean().default(false).describe('Every UDP packet is scheduled by itself (ipvsadm -o).'),
    real_servers: z.array(realServer).default([]).describe('Who answers.'),
  })
  .refine(({ vip, port, fwmark }) => (fwmark === undefined ? vip !== undefined && port !== undefined : true), {
    error: 'either vip and port, or fwmark, is needed',
  })
  .refine(({ vip, port, fwmark }) => fwmark === undefined || (vip === undefined && port === undefined), {
    error: 'a service by fwmark has no vip and no port',
    path: ['fwmark'],
  })
  .refine(({ fwmark, ipv6 }) => fwmark !== undefined || !ipv6, {
    error: 'only a fwmark needs it: a vip says by itself what it is',
    path: ['ipv6'],
  })
  .refine(({ port, persistence }) => port !== 0 || persistence !== undefined, {
    error: 'every port is possible only with persistence',
    path: ['port'],
  })
  .superRefine((spec, context) => {
    for (const { path, message } of serverComplaints(spec))
      context.addIssue({ code: 'custom', path: ['real_servers', ...path], message })
  })

export type IpvsServiceInput = z.input<typeof spec>
export type IpvsServiceSpec = z.output<typeof spec>

export const ipvsServiceType: ResourceType<IpvsServiceInput, IpvsServiceSpec, IpvsService> = {
  kind: 'ipvs_service',
  claims: true,
  summary:
    "A virtual service of the kernel's IPVS table with its real servers, by ipvsadm. It changes in place: connections live on. The role ipvs brings it back at boot, too.",
  spec,
  name: nameOf,
  desired: stateOf,
  probe: (spec) => sh`read_ipvs_service ${keyOf(spec)}`,
  parse(output, spec) {
    if (output.trim() === 'unreadable') return { notYet: 'the IPVS table is read by ipvsadm, which is not there (yet)' }
    const found = parseIpvsTable(output).get(nameOf(spec))
    return { state: found === undefined ? null : { ...found, servers: withThresholds(found.servers, output) } }
  },
  describe: (state) => [...settingsLines(state), ...state.servers.map(serverLine)],
  converge(spec, from, to) {
    const key = keyOf(spec).join(' ')
    if (to === null) return [sh`remove_ipvs_service ${key}`]
    // Early at boot the table is empty: the unit that fills it would take one that is not for its own work.
    return [sh`leave_at_boot ${'the IPVS table is put back'}`, ...settings(key, from, to), ...servers(key, from, to)]
  },
}

/** The settings, where they differ. */
function settings(key: string, from: IpvsService | null, to: IpvsService): readonly Sh[] {
  return from !== null && sameSettings(from, to) ? [] : [sh`set_ipvs_service ${key} ${settingsWords(to)}`]
}

/** Only the servers that differ; those that leave come last, so that there is always somebody who answers. */
function servers(key: string, from: IpvsService | null, to: IpvsService): readonly Sh[] {
  const before = from?.servers ?? []
  const changed = to.servers.filter((server) => !before.some((one) => isDeepStrictEqual(one, server)))
  const gone = before.filter(({ endpoint }) => !to.servers.some((one) => one.endpoint === endpoint))
  return [
    ...changed.map((server) => sh`set_ipvs_server ${key} ${server.endpoint} ${serverWords(server)}`),
    ...gone.map(({ endpoint }) => sh`remove_ipvs_server ${key} ${endpoint}`),
  ]
}

/** The lines with which `ipvsadm -R` makes the service. */
export function ipvsRules(input: IpvsServiceInput): readonly string[] {
  const checked = spec.parse(input)
  const [key, state] = [keyOf(checked).join(' '), stateOf(checked)]
  const each = state.servers.map((server) => `-a ${key} -r ${server.endpoint} ${serverWords(server)}`)
  return [`-A ${key} ${settingsWords(state)}`, ...each]
}

/** `tcp 10.0.0.100:80`, `fwmark 7`, `fwmark 7 IPv6`. */
function nameOf(spec: IpvsServiceSpec): string {
  const { vip, port, protocol, fwmark, ipv6 } = spec
  if (vip === undefined || port === undefined) return `fwmark ${fwmark}${ipv6 ? ' IPv6' : ''}`
  return `${protocol} ${endpoint(vip, port)}`
}

/** ipvsadm's words for which service is meant. */
function keyOf({ vip, port, protocol, fwmark, ipv6 }: IpvsServiceSpec): readonly string[] {
  if (vip === undefined || port === undefined) return ['-f', String(fwmark), ...(ipv6 ? ['-6'] : [])]
  return [protocol === 'tcp' ? '-t' : '-u', endpoint(vip, port)]
}

function stateOf(spec: IpvsServiceSpec): IpvsService {
  return {
    scheduler: spec.scheduler,
    flags: spec.scheduler_flags.toSorted().join(','),
    persistence: spec.persistence?.timeout ?? null,
    granularity: partOfAddress(spec.persistence?.granularity),
    onePacket: spec.one_packet,
    others: '',
    servers: spec.real_servers.map((server) => serverState(server, spec.port ?? 0)).toSorted(byEndpoint),
  }
}

function serverState(server: IpvsServiceSpec['real_servers'][number], port: number): IpvsServer {
  return {
    endpoint: endpoint(server.address, server.port ?? port),
    mode: server.mode,
    weight: server.weight,
    upper: server.upper_threshold ?? 0,
    lower: server.lower_threshold ?? 0,
    others: '',
  }
}

/** The whole address is not worth a word, to ipvsadm either. */
function partOfAddress(granularity: string | undefined): string | null {
  return granularity === undefined || ['255.255.255.255', '128'].includes(granularity) ? null : granularity
}

function endpoint(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}

function withThresholds(found: readonly IpvsServer[], output: string): readonly IpvsServer[] {
  const thresholds = new Map(
    [...output.matchAll(/^thresholds (\S+) (\d+) (\d+)$/gm)].map(([, endpoint, ...limits]) => [endpoint, limits]),
  )
  return found.map((server) => {
    const [upper = 0, lower = 0] = thresholds.get(server.endpoint)?.map(Number) ?? []
    return { ...server, upper, lower }
  })
}

function settingsLines({ scheduler, flags, persistence, granularity, onePacket, others }: IpvsService): string[] {
  const network = granularity === null ? '' : `, clients of one network (${granularity}) together`
  return [
    `scheduler ${scheduler}${flags === '' ? '' : ` (${flags})`}`,
    ...(persistence === null ? [] : [`persistent for ${persistence} seconds${network}`]),
    ...(onePacket ? ['every packet by itself'] : []),
    ...(others === '' ? [] : [others]),
  ]
}

function serverLine({ endpoint, mode, weight, upper, lower, others }: IpvsServer): string {
  const most = upper > 0 ? [`at most ${upper} connections`] : []
  const again = lower > 0 ? [`again below ${lower}`] : []
  return [`${endpoint} by ${mode}`, `weight ${weight}`, ...most, ...again, ...(others === '' ? [] : [others])].join(
    ', ',
  )
}

interface Complaint {
  readonly path: readonly (string | number)[]
  readonly message: string
}

function serverComplaints({ vip, port, ipv6, real_servers: reals }: IpvsServiceSpec): readonly Complaint[] {
  const endpoints = reals.map((real) => serverState(real, port ?? 0).endpoint)
  const isVersion6 = vip === undefined ? ipv6 : vip.includes(':')
  return reals.flatMap((real, index) => [
    ...(endpoints.indexOf(endpoints[index] ?? '') === index
      ? []
      : [{ path: [index], message: `${endpoints[index]} is there twice` }]),
    ...(real.mode === 'nat' || (real.port ?? port ?? 0) === (port ?? 0)
      ? []
      : [
          {
            path: [index, 'port'],
            message: `must be the service's with mode ${real.mode}, which passes it on unchanged`,
          },
        ]),
    ...(real.mode === 'tun' || real.address.includes(':') === isVersion6
      ? []
      : [{ path: [index, 'address'], message: 'must be of the same family, IPv4 or IPv6, as the service' }]),
  ])
}

export const ipvsService = (input: IpvsServiceInput, placement?: Placement): Resource =>
  describe(ipvsServiceType, input, placement)
