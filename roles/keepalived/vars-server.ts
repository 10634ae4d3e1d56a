import { isIPv4 } from 'node:net'
import { z } from 'zod'
import { endpoint, isVersion6 } from '../addresses.ts'
import { modernKeys } from '../vars/modern-keys.ts'
import { address, port } from '../vars/words.ts'
import { keepalivedExtra } from './extra-lines.ts'
import { formerRealServerNames, formerServerNames } from './former-names.ts'
import { checker } from './vars-checker.ts'
import { commandLine, word } from './words.ts'

/** Every scheduler of IPVS that keepalived knows (rule 11). */
export const SCHEDULERS = [
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

/** IPVS keeps it in 31 bits, but nobody weighs by more than this. */
const weight = z.int().min(0).max(65535)

const writtenOut = z
  .strictObject({
    host: z.string().optional().describe('a host of the inventory, or a group'),
    address: address.optional().describe('an address, of a server that the inventory does not know'),
    port: port.optional().describe("default: the virtual server's; another one only with mode nat (rule 7)"),
    weight: weight.optional().describe('default: the host variable "weight", else 1'),
    check: checker.optional().describe("instead of the virtual server's"),
    upper_threshold: z.int().min(1).optional().describe('connections at which it gets no more'),
    lower_threshold: z.int().min(1).optional().describe('connections below which it gets some again'),
    inhibit_on_failure: z.boolean().optional().describe("instead of the virtual server's"),
    notify_up: commandLine.optional().describe('called when it comes back'),
    notify_down: commandLine.optional().describe('called when it fails'),
    extra: keepalivedExtra(formerRealServerNames).optional().describe('further lines for the real_server'),
  })
  .refine((one) => (one.host === undefined) !== (one.address === undefined), 'either host or address is needed')

/** A real server that is written out instead of named by a group. */
export const realServer = modernKeys(writtenOut, formerRealServerNames)

export type DescribedRealServer = z.output<typeof realServer>

const persistence = z.strictObject({
  timeout: z.int().min(1).max(2678400).default(360).describe('seconds that a client stays with its server'),
  granularity: z
    .union([address.refine((value) => isIPv4(value), 'a netmask is needed'), z.int().min(1).max(128)])
    .optional()
    .describe('clients of one network are one: a netmask such as 255.255.255.0, or a prefix length for IPv6'),
})

const sorryServer = z.strictObject({
  address: address.describe('its address'),
  port: port.optional().describe("default: the virtual server's"),
  inhibit: z.boolean().default(false).describe('weight 0 instead of removal while it is not needed'),
})

const service = z
  .strictObject({
    vip: address.optional().describe('the virtual address'),
    port: port.optional().describe('the port'),
    fwmark: z.int().min(1).max(2147483647).optional().describe('the firewall mark, instead of vip and port'),
    protocol: z.enum(['tcp', 'udp']).default('tcp').describe('one address and port may have both'),
    mode: z
      .enum(['dr', 'nat', 'tun'])
      .describe('how packets reach the real servers: direct routing, address translation, IP-in-IP tunnels'),
    scheduler: z
      .enum(SCHEDULERS)
      .default('wlc')
      .describe("how they are chosen; the kernel's module is looked for (rule 11)"),
    scheduler_flags: z.array(z.enum(SCHEDULER_FLAGS)).default([]).describe('as ipvsadm -b'),
    real_servers: z
      .union([z.string(), z.array(realServer).min(1)])
      .describe("a group's name stands for its hosts; or a list"),
    check: checker.optional().describe('how real servers are checked; default: tcp, and none for udp and fwmark'),
    delay_loop: z
      .int()
      .min(1)
      .max(3600)
      .default(6)
      .describe("seconds between checks; keepalived's own default is 60 (rule 25)"),
    warmup: z.int().min(0).max(3600).default(1).describe('the first check comes at random within these seconds'),
    alpha: z.boolean().default(true).describe('real servers are down until their first check is good (rule 25)'),
    omega: z.boolean().default(false).describe('call quorum_down and notify_down when keepalived stops'),
    quorum: z.int().min(1).default(1).describe('total weight of live servers below which the service is in trouble'),
    hysteresis: z.int().min(0).default(0).describe('weight above and below quorum until it counts as regained or lost'),
    quorum_up: commandLine.optional().describe('called when quorum is regained'),
    quorum_down: commandLine.optional().describe('called when quorum is lost'),
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
    sorry_server: sorryServer.optional().describe('answers instead of all real servers below quorum (rule 26)'),
    inhibit_on_failure: z
      .boolean()
      .default(false)
      .describe('a failed server gets weight 0 instead of being removed (rule 26)'),
    one_packet: z.boolean().default(false).describe('every UDP packet is scheduled by itself (ipvsadm -o)'),
    host: word.optional().describe('Host header of http and https checks'),
    extra: keepalivedExtra(formerServerNames).optional().describe('further lines for the virtual_server'),
  })
  .refine((one) => (one.fwmark === undefined) === (one.vip !== undefined && one.port !== undefined), {
    error: 'either vip and port, or fwmark alone, is needed',
  })
  .refine((one) => one.fwmark === undefined || (one.vip === undefined && one.port === undefined), {
    path: ['fwmark'],
    error: 'a service by fwmark has no vip and no port',
  })
  .refine((one) => !one.one_packet || one.protocol === 'udp', {
    path: ['one_packet'],
    error: 'one_packet is for protocol udp',
  })
  .refine((one) => typeof one.persistence?.granularity !== 'number' || (one.vip !== undefined && isVersion6(one.vip)), {
    path: ['persistence', 'granularity'],
    error: 'a netmask such as 255.255.255.0 is needed: the service is IPv4',
  })

/** One service of the IPVS table: what it listens to, and who answers. */
export const virtualServer = modernKeys(service, formerServerNames)

export type VirtualServer = z.output<typeof virtualServer>

/** As the field writes it: `tcp 10.0.0.100:80`, `fwmark 1`. */
export function serviceName(server: Pick<VirtualServer, 'vip' | 'port' | 'fwmark' | 'protocol'>): string {
  if (server.vip === undefined || server.port === undefined) return `fwmark ${server.fwmark}`
  return `${server.protocol} ${endpoint(server.vip, server.port)}`
}
