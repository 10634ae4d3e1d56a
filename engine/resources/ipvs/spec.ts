import { z } from 'zod'
import { ipAddress } from '../fields/ip.ts'
import { FORWARDING } from './table.ts'

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

/** What is written of a virtual service. */
export const ipvsServiceSpec = z
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
  .refine(({ vip, ipv6, persistence }) => isOfFamily(persistence?.granularity, vip?.includes(':') ?? ipv6), {
    error: 'a netmask is needed for IPv4, a prefix length for IPv6',
    path: ['persistence', 'granularity'],
  })
  .refine(({ port, persistence }) => port !== 0 || persistence !== undefined, {
    error: 'every port is possible only with persistence',
    path: ['port'],
  })
  .refine(({ scheduler, scheduler_flags: flags }) => flags.every((flag) => flagsOf(scheduler).includes(flag)), {
    error: 'some are not for this scheduler: sh and mh have …-port and …-fallback, others flag-1 to flag-3',
    path: ['scheduler_flags'],
  })
  .superRefine((spec, context) => {
    for (const { path, message } of serverComplaints(spec))
      context.addIssue({ code: 'custom', path: ['real_servers', ...path], message })
  })

export type IpvsServiceInput = z.input<typeof ipvsServiceSpec>
export type IpvsServiceSpec = z.output<typeof ipvsServiceSpec>

function isOfFamily(granularity: string | undefined, isVersion6: boolean): boolean {
  return granularity === undefined || /^\d+$/.test(granularity) === isVersion6
}

/** The kernel takes others without a word and forgets them. */
function flagsOf(scheduler: string): readonly string[] {
  const named = [`${scheduler}-port`, `${scheduler}-fallback`]
  return ['sh', 'mh'].includes(scheduler) ? [...named, 'flag-1', 'flag-2'] : ['flag-1', 'flag-2', 'flag-3']
}

interface Complaint {
  readonly path: readonly (string | number)[]
  readonly message: string
}

function serverComplaints({ vip, port, ipv6, real_servers: reals }: IpvsServiceSpec): readonly Complaint[] {
  const endpoints = reals.map((real) => endpoint(real.address, real.port ?? port ?? 0))
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

/** As ipvsadm writes it: `10.0.0.21:80`, `[fd00::21]:80`. */
export function endpoint(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}
