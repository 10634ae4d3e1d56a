import { isIPv4 } from 'node:net'
import { z } from 'zod'
import { legacyValues } from '../../../engine/errors/legacy-values.ts'
import { endpoint, isVersion6 } from '../addresses.ts'
import { address, port, virtualAddress } from '../vars/words.ts'
import { UP, up } from '../verify/up.ts'
import { VERIFY, verifyKeys } from '../verify/vars.ts'

// The keys of a service of the IPVS table that the roles ipvs and keepalived share.

/** Every scheduler of IPVS (rule 11). */
const SCHEDULERS = [
  'rr',
  'wrr',
  'lc',
  'wlc',
  'sed',
  'nq',
  'dh',
  'sh',
  'lblc',
  'lblcr',
  'mh',
  'fo',
  'ovf',
  'twos',
] as const

const SCHEDULER_FLAGS = ['flag-1', 'flag-2', 'flag-3', 'sh-port', 'sh-fallback', 'mh-port', 'mh-fallback'] as const

/** The names of the three modes in tutorials, ipvsadm and keepalived. */
const LEGACY_MODES: Readonly<Record<string, string>> = {
  DR: 'dr',
  direct: 'dr',
  droute: 'dr',
  gate: 'dr',
  Route: 'dr',
  '-g': 'dr',
  gatewaying: 'dr',
  NAT: 'nat',
  masq: 'nat',
  Masq: 'nat',
  '-m': 'nat',
  masquerading: 'nat',
  TUN: 'tun',
  tunnel: 'tun',
  ipip_tunnel: 'tun',
  Tunnel: 'tun',
  '-i': 'tun',
  ipip: 'tun',
}

/** How a director passes packets on to real servers. */
export const forwardingMode = z.enum(['dr', 'nat', 'tun'], {
  error: ({ input }) => {
    const current = typeof input === 'string' && Object.hasOwn(LEGACY_MODES, input) ? LEGACY_MODES[input] : undefined
    return current && `Write ${current}.`
  },
})

/** The names of the schedulers in other balancers. */
const LEGACY_SCHEDULERS: Readonly<Record<string, string>> = {
  'round-robin': 'Write rr.',
  roundrobin: 'Write rr.',
  'weighted-round-robin': 'Write wrr.',
  leastconn: 'Write wlc, or lc without weights.',
  'least-connection': 'Write wlc, or lc without weights.',
  source: 'Write sh.',
  ip_hash: 'Write sh.',
}

const withoutPort = z
  .string()
  .refine((value) => !/^[\d.]+[:\s]+\d+$/.test(value), 'write the port beside it: vip: 10.0.0.100, port: 80')
  .pipe(address)
  .pipe(virtualAddress)

const persistence = z.strictObject({
  timeout: z.int().min(1).max(2678400).default(360).describe('seconds that a client stays with its server'),
  granularity: z
    .union([z.string().refine(isNetmask, 'a netmask such as 255.255.255.0 is needed'), z.int().min(1).max(128)])
    .optional()
    .describe('clients of one network count as one: a netmask such as 255.255.255.0, or a prefix length for IPv6'),
})

const request = z.strictObject({
  ...verifyKeys,
  tls: z.boolean().optional().describe('ask by https; default: as the health check does'),
  address: address.optional().describe('for a firewall mark: the address that clients ask'),
  port: port.optional().describe('for a firewall mark: the port that clients ask'),
})

/** A request to a service. */
export type ServiceRequest = z.output<typeof request>

/** The service itself, and how it chooses a server. */
export const serviceKeys = {
  vip: withoutPort.optional().describe('the virtual address'),
  port: port.optional().describe('the port'),
  fwmark: z.int().min(1).max(2147483647).optional().describe('the firewall mark, instead of vip and port'),
  protocol: z.enum(['tcp', 'udp']).default('tcp').describe('one address and port may have both'),
  mode: forwardingMode.describe(
    'how packets reach the real servers: direct routing, address translation, IP-in-IP tunnels',
  ),
  scheduler: z
    .enum(SCHEDULERS, { error: legacyValues(LEGACY_SCHEDULERS) })
    .default('wlc')
    .describe('how a server is chosen; a scheduler that the kernel does not have is refused (rule 11)'),
  scheduler_flags: z.array(z.enum(SCHEDULER_FLAGS)).default([]).describe('as with ipvsadm -b'),
  persistence: z
    .union([
      z
        .int()
        .min(1)
        .max(2678400)
        .transform((timeout) => persistence.parse({ timeout })),
      persistence,
    ])
    .optional()
    .describe('a client stays with its server: seconds, or more (rules 9 and 25)'),
  one_packet: z.boolean().default(false).describe('each UDP packet is scheduled on its own (ipvsadm -o)'),
  up: up.optional().describe(`${UP}; default: all`),
  verify: z
    .union([z.literal(false), request])
    .optional()
    .describe(VERIFY),
} as const

/** A real server in a list, instead of a group's name. */
export const realServerKeys = {
  host: z.string().optional().describe('a host of the inventory, or a group'),
  address: address.optional().describe('the address of a server that is not in the inventory'),
  port: port.optional().describe("default: the virtual server's; another one only with mode nat (rule 7)"),
  // IPVS keeps it in 31 bits, but nobody needs more than this.
  weight: z.int().min(0).max(65535).optional().describe('default: the host variable "weight", else 1'),
  upper_threshold: z.int().min(1).optional().describe('connections at which it gets no more'),
  lower_threshold: z.int().min(1).optional().describe('connections below which it gets some again'),
} as const

const service = z.object(serviceKeys)
const written = z.object(realServerKeys)

export type Service = z.output<typeof service>

interface Report {
  addIssue(issue: { code: 'custom'; path: (string | number)[]; message: string }): void
}

/** Checks how the keys of a service fit together; for `superRefine`. */
export function checkService(one: Omit<Service, 'mode' | 'up'>, report: Report): void {
  const complain = (message: string, ...path: string[]) => report.addIssue({ code: 'custom', path, message })
  if ((one.fwmark === undefined) !== (one.vip !== undefined && one.port !== undefined))
    complain('either vip and port, or fwmark alone, is needed')
  if (one.fwmark !== undefined && (one.vip !== undefined || one.port !== undefined))
    complain('a service by fwmark has no vip and no port', 'fwmark')
  const asked = one.verify === false ? undefined : one.verify
  if (asked !== undefined && one.protocol === 'udp') complain('with protocol udp only false is known', 'verify')
  const hasPlace = asked?.address !== undefined || asked?.port !== undefined
  if (hasPlace && one.fwmark === undefined) complain('address and port are for a firewall mark', 'verify')
  if (asked !== undefined && one.fwmark !== undefined && (asked.address === undefined || asked.port === undefined))
    complain('the address and port that clients ask are needed: a firewall mark has none', 'verify')
  if (one.one_packet && one.protocol !== 'udp') complain('one_packet is for protocol udp', 'one_packet')
  const strange = one.scheduler_flags.find((flag) => /^[sm]h-/.test(flag) && !flag.startsWith(`${one.scheduler}-`))
  if (strange !== undefined) complain(`${strange} is for scheduler ${strange.slice(0, 2)}`, 'scheduler_flags')
  const strangeGranularity = one.vip === undefined ? undefined : granularityFault(one, isVersion6(one.vip))
  if (strangeGranularity !== undefined) complain(strangeGranularity, 'persistence', 'granularity')
}

/** The fault of a persistence granularity for an address family. */
export function granularityFault({ persistence }: Pick<Service, 'persistence'>, isOf6: boolean): string | undefined {
  const granularity = persistence?.granularity
  if (granularity === undefined || (typeof granularity === 'number') === isOf6) return undefined
  return isOf6
    ? 'a prefix length such as 64 is needed: the service is IPv6'
    : 'a netmask such as 255.255.255.0 is needed: the service is IPv4'
}

/** Whether the bits are ones followed by zeros. */
function isNetmask(value: string): boolean {
  if (!isIPv4(value)) return false
  const bits = value.split('.').map((part) => Number(part).toString(2).padStart(8, '0'))
  return /^1*0*$/.test(bits.join(''))
}

/** Checks how the keys of a real server fit together. */
export function checkRealServer(one: z.output<typeof written>, report: Report): void {
  const complain = (message: string, ...path: string[]) => report.addIssue({ code: 'custom', path, message })
  if ((one.host === undefined) === (one.address === undefined)) complain('either host or address is needed')
  if (one.lower_threshold !== undefined && one.lower_threshold > (one.upper_threshold ?? 0))
    complain('upper_threshold is needed, and not below it', 'lower_threshold')
}

/** As the field writes it: `tcp 10.0.0.100:80`, `fwmark 1`. */
export function serviceName(server: Pick<Service, 'vip' | 'port' | 'fwmark' | 'protocol'>): string {
  if (server.vip === undefined || server.port === undefined) return `fwmark ${server.fwmark}`
  return `${server.protocol} ${endpoint(server.vip, server.port)}`
}
