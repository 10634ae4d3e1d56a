import { z } from 'zod'
import { notALine } from '../../../engine/errors/legacy-values.ts'
import { absolutePath } from '../../../engine/resources/fields/text.ts'
import { address, configName, port } from '../../kit/vars/words.ts'
import { legacyServerNames, refusingLegacy } from '../legacy/names.ts'
import { argument, duration, rawWords, token } from '../words.ts'

const tls = z
  .strictObject({
    verify: z.enum(['required', 'none']).default('required').describe("whether the server's certificate is judged"),
    ca_file: z
      .union([z.literal('@system-ca'), absolutePath])
      .optional()
      .describe('who may have signed it: a PEM file, or @system-ca'),
    name: z
      .string()
      .regex(/^[A-Za-z0-9_.-]+$/, 'a host name is needed')
      .optional()
      .describe('the name that is asked for (SNI) and that the certificate must have'),
  })
  .refine((one) => one.verify === 'none' || one.ca_file !== undefined, {
    path: ['ca_file'],
    error: 'verify needs to know who may have signed: ca_file, such as @system-ca',
  })

const agent = z.strictObject({
  port: port.describe("the agent's port"),
  inter: duration.optional().describe('the time between two questions'),
  send: argument.optional().describe('what is said to it'),
})

const common = {
  inter: duration.describe('the time between two checks'),
  fastinter: duration.describe('the same while it changes'),
  downinter: duration.describe('the same while it is down'),
  rise: z.int().min(1).max(1000).describe('good checks until it is up'),
  fall: z.int().min(1).max(1000).describe('bad checks until it is down'),
  maxconn: z.int().min(0).max(10_000_000).describe('connections at a time; more wait in a queue'),
  maxqueue: z.int().min(0).describe('how many wait before others get them'),
  slowstart: duration.describe('how long it takes until it has its full share again'),
  send_proxy: z.enum(['v1', 'v2']).describe('it is told of the client by the PROXY protocol'),
  ssl: tls.describe('it is talked to by TLS'),
  on_marked_down: z.literal('shutdown-sessions').describe('its connections end when it goes down (rule 38)'),
  on_marked_up: z.literal('shutdown-backup-sessions').describe("backup servers' connections end when it comes up"),
  observe: z.enum(['layer4', 'layer7']).describe('traffic is watched, too, and failures count as bad checks'),
  agent: agent.describe('a program on the server says how much it can bear'),
  extra: rawWords.describe('further words for its line'),
}

/** What is said of all servers of a backend. */
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

/** 0 takes nothing new. */
export const WEIGHT_LIMIT = 256

/** A server that is written out instead of named by a group. */
export const server = refusingLegacy(
  z
    .strictObject(common, { error: notALine('{ address: 10.0.0.21, port: 80, weight: 2 }') })
    .partial()
    .extend({
      host: z.string().optional().describe('a host of the inventory'),
      address: address.optional().describe('an address, of a server that the inventory does not know'),
      name: configName.optional().describe("what HAProxy calls it; default: the host's name, or the address"),
      port: port.optional().describe("default: the backend's"),
      weight: z.int().min(0).max(WEIGHT_LIMIT).optional().describe('default: the host variable "weight", else 1'),
      backup: z.boolean().default(false).describe('gets something only while no other is up'),
      check: z.boolean().default(true).describe('whether it is checked'),
      cookie: token.optional().describe("its value of the backend's cookie; default: its name"),
    })
    .refine((one) => (one.host === undefined) !== (one.address === undefined), 'either host or address is needed'),
  legacyServerNames,
)

export type DescribedServer = z.output<typeof server>
