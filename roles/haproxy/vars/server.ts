import { z } from 'zod'
import { notALine } from '../../../engine/errors/legacy-values.ts'
import { absolutePath } from '../../../engine/resources/fields/text.ts'
import { address, configName, port } from '../../kit/vars/words.ts'
import { legacyServerNames, refusingLegacy } from '../legacy/names.ts'
import { argument, duration, secretWords, token } from './words.ts'

const tls = z
  .strictObject({
    verify: z.enum(['required', 'none']).default('required').describe("whether to verify the server's certificate"),
    ca_file: z
      .union([z.literal('@system-ca'), absolutePath])
      .optional()
      .describe('the trusted certificate authorities: a PEM file, or @system-ca'),
    name: z
      .string()
      .regex(/^[A-Za-z0-9_.-]+$/, 'a host name is needed')
      .optional()
      .describe('the name that is sent (SNI) and that the certificate must have'),
  })
  .refine((one) => one.verify === 'none' || one.ca_file !== undefined, {
    path: ['ca_file'],
    error: 'verify needs the trusted certificate authorities: ca_file, such as @system-ca',
  })

const agent = z.strictObject({
  port: port.describe("the agent's port"),
  inter: duration.optional().describe('the time between two requests to the agent'),
  send: argument.optional().describe('the text that the agent gets'),
})

const common = {
  inter: duration.describe('the time between two health checks'),
  fastinter: duration.describe('the time between two health checks while the server goes up or down'),
  downinter: duration.describe('the time between two health checks while the server is down'),
  rise: z.int().min(1).max(1000).describe('successful health checks until the server is up'),
  fall: z.int().min(1).max(1000).describe('failed health checks until the server is down'),
  maxconn: z.int().min(0).max(10_000_000).describe('connections at a time; more wait in a queue'),
  maxqueue: z.int().min(0).describe("the queue's length at which other servers get further requests"),
  slowstart: duration.describe('how long the server takes to reach its full weight after it came up'),
  send_proxy: z.enum(['v1', 'v2']).describe("send the client's address by the PROXY protocol"),
  ssl: tls.describe('connect to the server by TLS'),
  on_marked_down: z.literal('shutdown-sessions').describe('end its connections when it goes down (rule 38)'),
  on_marked_up: z.literal('shutdown-backup-sessions').describe("end backup servers' connections when it comes up"),
  observe: z.enum(['layer4', 'layer7']).describe('watch the traffic, too: its failures count as failed health checks'),
  agent: agent.describe('a program on the server that reports its load'),
  extra: secretWords.describe('further words for its line'),
}

/** Options of all servers of a backend. */
export const defaultServer = refusingLegacy(
  z
    .strictObject(common)
    .partial()
    .extend({
      inter: common.inter.default('2s'),
      fastinter: common.fastinter.default('1s'),
      downinter: common.downinter.default('5s'),
      rise: common.rise.default(2),
      fall: common.fall.default(3),
    }),
  legacyServerNames,
)

export type DefaultServer = z.output<typeof defaultServer>

/** The maximum weight; a server with weight 0 gets nothing new. */
export const WEIGHT_LIMIT = 256

/** An entry in a list of servers. */
export const server = refusingLegacy(
  z
    .strictObject(common, { error: notALine('{ address: 10.0.0.21, port: 80, weight: 2 }') })
    .partial()
    .extend({
      host: z.string().optional().describe('a host of the inventory'),
      address: address.optional().describe('the address of a server that is not in the inventory'),
      dns: z
        .string()
        .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/, 'a host name is needed')
        .optional()
        .describe('the name of a server, which resolvers look up while HAProxy runs; _http._tcp.NAME: a service (SRV)'),
      resolvers: configName.optional().describe('with dns: a name of resolvers; default: the only one'),
      slots: z.int().min(1).max(1000).optional().describe('with dns: how many addresses are used; default: 1'),
      family: z.enum(['ipv4', 'ipv6']).optional().describe('with dns: the preferred family'),
      socket: absolutePath.optional().describe('a Unix socket of the host'),
      name: configName.optional().describe("its name in HAProxy; default: the host's name, or the address"),
      port: port.optional().describe("default: the backend's"),
      weight: z.int().min(0).max(WEIGHT_LIMIT).optional().describe('default: the host variable "weight", else 1'),
      backup: z.boolean().default(false).describe('use it only while no other server is up'),
      check: z.boolean().default(true).describe('whether it has health checks'),
      cookie: token.optional().describe("its value in the backend's cookie; default: its name"),
    })
    .refine(
      (one) => [one.host, one.address, one.dns, one.socket].filter((place) => place !== undefined).length === 1,
      'one of host, address, dns and socket is needed',
    )
    .refine(
      (one) => one.dns !== undefined || [one.resolvers, one.slots, one.family].every((key) => key === undefined),
      'resolvers, slots and family need dns',
    ),
  legacyServerNames,
)

export type DescribedServer = z.output<typeof server>
