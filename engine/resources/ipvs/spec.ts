import { z } from 'zod'
import { ipAddress } from '../fields/ip.ts'
import { FORWARDING } from './table.ts'

const port = z.int().min(0).max(65535)
const connections = z.int().min(1).max(4_294_967_295)
const word = z.string().regex(/^[a-z0-9][a-z0-9_-]*$/, 'must be a word such as wrr or sh-port')
const modes = Object.keys(FORWARDING) as (keyof typeof FORWARDING)[]

const realServer = z
  .strictObject({
    address: ipAddress.describe('Address of the real server.'),
    port: port
      .optional()
      .describe('Port of the real server. Default: the port of the service, which only mode nat can change (rule 7).'),
    mode: z
      .enum(modes)
      .describe('How packets reach the server: direct routing, address translation, or an IP-in-IP tunnel.'),
    weight: z.int().min(0).max(65535).default(1).describe('Weight; with 0 the server gets no new connections.'),
    upper_threshold: connections
      .optional()
      .describe('Number of connections from which on the server gets no new ones.'),
    lower_threshold: connections
      .optional()
      .describe('Number of connections below which the server gets new ones again.'),
  })
  .refine(({ lower_threshold: lower = 0, upper_threshold: upper = 0 }) => lower <= upper, {
    error: 'must not be above upper_threshold',
    path: ['lower_threshold'],
  })

const persistence = z.strictObject({
  timeout: z.int().min(1).max(2_678_400).describe('Timeout in seconds.'),
  granularity: z
    .union([ipAddress, z.int().min(1).max(128)])
    .transform(String)
    .optional()
    .describe('Treats the clients of a network as one: a netmask such as 255.255.255.0, or a prefix length for IPv6.'),
})

export const ipvsServiceSpec = z
  .strictObject({
    vip: ipAddress.optional().describe('The virtual address.'),
    port: port.optional().describe('The port; 0 is every port, and needs persistence.'),
    protocol: z.enum(['tcp', 'udp']).default('tcp').describe('The protocol.'),
    fwmark: z.int().min(1).max(4_294_967_295).optional().describe('A firewall mark, instead of vip and port.'),
    ipv6: z.boolean().default(false).describe('Whether the firewall mark is on IPv6 packets.'),
    scheduler: word.default('wlc').describe('The scheduler, such as wrr: a kernel module ip_vs_… (rule 11).'),
    scheduler_flags: z.array(word).default([]).describe('Flags of the scheduler, as for ipvsadm -b.'),
    persistence: persistence.optional().describe('Keeps a client at the same server.'),
    one_packet: z.boolean().default(false).describe('Schedules each UDP packet by itself (ipvsadm -o).'),
    real_servers: z.array(realServer).default([]).describe('The real servers.'),
  })
  .refine(({ vip, port, fwmark }) => (fwmark === undefined ? vip !== undefined && port !== undefined : true), {
    error: 'either vip and port, or fwmark, is needed',
  })
  .refine(({ vip, port, fwmark }) => fwmark === undefined || (vip === undefined && port === undefined), {
    error: 'a service by fwmark has no vip and no port',
    path: ['fwmark'],
  })
  .refine(({ fwmark, ipv6 }) => fwmark !== undefined || !ipv6, {
    error: 'only for a fwmark: a vip has a family of its own',
    path: ['ipv6'],
  })
  .refine(({ vip, ipv6, persistence }) => isOfFamily(persistence?.granularity, vip?.includes(':') ?? ipv6), {
    error: 'a netmask is needed for IPv4, a prefix length for IPv6',
    path: ['persistence', 'granularity'],
  })
  .refine(({ port, persistence }) => port !== 0 || persistence !== undefined, {
    error: 'port 0 (every port) needs persistence',
    path: ['port'],
  })
  .refine(({ scheduler, scheduler_flags: flags }) => flags.every((flag) => flagsOf(scheduler).includes(flag)), {
    error: 'some flags do not belong to this scheduler: sh and mh have …-port and …-fallback, others flag-1 to flag-3',
    path: ['scheduler_flags'],
  })
  .superRefine((spec, context) => {
    for (const { path, message } of realServerIssues(spec))
      context.addIssue({ code: 'custom', path: ['real_servers', ...path], message })
  })

export type IpvsServiceInput = z.input<typeof ipvsServiceSpec>
export type IpvsServiceSpec = z.output<typeof ipvsServiceSpec>

function isOfFamily(granularity: string | undefined, isVersion6: boolean): boolean {
  return granularity === undefined || /^\d+$/.test(granularity) === isVersion6
}

/** The kernel accepts other flags without an error and forgets them. */
function flagsOf(scheduler: string): readonly string[] {
  const named = [`${scheduler}-port`, `${scheduler}-fallback`]
  return ['sh', 'mh'].includes(scheduler) ? [...named, 'flag-1', 'flag-2'] : ['flag-1', 'flag-2', 'flag-3']
}

interface RealServerIssue {
  readonly path: readonly (string | number)[]
  readonly message: string
}

function realServerIssues({ vip, port, ipv6, real_servers: reals }: IpvsServiceSpec): readonly RealServerIssue[] {
  const endpoints = reals.map((real) => endpoint(real.address, real.port ?? port ?? 0))
  const isVersion6 = vip === undefined ? ipv6 : vip.includes(':')
  return reals.flatMap((real, index) => [
    ...(endpoints.indexOf(endpoints[index] ?? '') === index
      ? []
      : [{ path: [index], message: `${endpoints[index]} is listed twice` }]),
    ...(real.mode === 'nat' || (real.port ?? port ?? 0) === (port ?? 0)
      ? []
      : [
          {
            path: [index, 'port'],
            message: `must be the port of the service: mode ${real.mode} does not change it`,
          },
        ]),
    ...(real.mode === 'tun' || real.address.includes(':') === isVersion6
      ? []
      : [{ path: [index, 'address'], message: 'must be of the same family, IPv4 or IPv6, as the service' }]),
  ])
}

/** An address and port as ipvsadm writes them: `10.0.0.21:80`, `[fd00::21]:80`. */
export function endpoint(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}
