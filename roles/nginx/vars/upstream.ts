import { z } from 'zod'
import { refusingLegacyKeys } from '../../../engine/errors/legacy-keys.ts'
import { notALine } from '../../../engine/errors/legacy-values.ts'
import { address, port } from '../../kit/vars/words.ts'
import { UP, up } from '../../kit/verify/up.ts'
import { dnsName, duration, webName, webPath } from '../../kit/web/words.ts'
import { nginxExtra } from '../legacy/lines.ts'
import { legacyUpstreamNames, legacyUpstreamServerNames } from '../legacy/names.ts'

/** Unlike its other times, nginx takes this one in whole seconds only. */
const failTimeout = duration.refine((value) => !value.endsWith('ms'), 'nginx counts it in whole seconds: 1s, 30s')

const weight = z.int().min(0).max(65535)
const maxFails = z.int().min(0).max(1000)

const PLACES = ['host', 'address', 'dns', 'socket'] as const

const describedServer = z
  .strictObject(
    {
      host: z.string().optional().describe("a host of the inventory, or a group's name for its hosts"),
      address: address.optional().describe('the address of a server that is not in the inventory'),
      dns: dnsName
        .optional()
        .describe(
          'a name that nginx looks up when it starts and reloads; nginx does not start without an answer. A location can follow changes: see proxy_pass',
        ),
      socket: webPath.optional().describe('the path of a Unix socket on this host'),
      port: port.optional().describe("default: the upstream's"),
      weight: weight
        .optional()
        .describe('default: the host variable "weight", else 1; 0 takes the server out, like down'),
      max_fails: maxFails.optional().describe("instead of the upstream's"),
      fail_timeout: failTimeout.optional().describe("instead of the upstream's"),
      max_conns: z.int().min(1).optional().describe("instead of the upstream's"),
      backup: z.boolean().default(false).describe('gets requests only while no other server answers'),
      down: z.boolean().default(false).describe('gets no requests'),
    },
    { error: notALine('{ address: 10.0.0.21, weight: 5 }') },
  )
  .refine((one) => PLACES.filter((key) => one[key] !== undefined).length === 1, {
    error: 'one of host, address, dns and socket is needed',
  })
  .refine((one) => one.socket === undefined || one.port === undefined, {
    path: ['port'],
    error: 'a socket has no port: leave it out',
  })

const server = refusingLegacyKeys(describedServer, legacyUpstreamServerNames)

export type DescribedServer = z.output<typeof server>

const OLD_METHODS: Readonly<Record<string, string>> = {
  fair: 'least_conn',
  rr: 'round_robin',
  wrr: 'round_robin, which uses weights',
  roundrobin: 'round_robin',
  'round-robin': 'round_robin',
  weight: 'round_robin, which uses weights',
  leastconn: 'least_conn',
  lc: 'least_conn',
  wlc: 'least_conn, which uses weights',
  iphash: 'ip_hash',
  source: 'ip_hash',
  sticky: 'ip_hash, or hash $cookie_NAME consistent',
  least_time: 'least_conn: only NGINX Plus has least_time',
}

const METHOD = /^(round_robin|least_conn|ip_hash|random( two( least_conn)?)?|hash [A-Za-z0-9_$.:{}/-]+( consistent)?)$/

const HASHES = /^(?:url_hash|upstream_hash|consistent_hash|uri_hash)(?:\s+(\S+))?$/

function currentMethod(written: string): string | undefined {
  const [bare = written] = written.split(/\s*;$/)
  const hash = HASHES.exec(bare)
  if (hash !== null) return `hash ${hash[1] ?? '$request_uri'} consistent`
  if (Object.hasOwn(OLD_METHODS, bare)) return OLD_METHODS[bare]
  return bare !== written && METHOD.test(bare) ? bare : undefined
}

const method = z.string().superRefine((value, context) => {
  const current = currentMethod(value)
  if (current !== undefined)
    context.addIssue({ code: 'custom', message: `"${value}" is no method of nginx: write ${current}` })
  else if (!METHOD.test(value))
    context.addIssue({
      code: 'custom',
      message:
        'round_robin, least_conn, ip_hash, random, "random two least_conn" or "hash KEY", with or without "consistent", is needed',
    })
})

const described = z.strictObject({
  name: webName.describe('the name that locations and streams refer to'),
  servers: z
    .union([z.string(), z.array(server).min(1)])
    .describe('the name of a group, for its hosts with their host variable "weight"; or a list'),
  port: port.default(80).describe('the port of its servers'),
  method: method
    .default('round_robin')
    .describe('round_robin, least_conn, ip_hash, random, or "hash $request_uri consistent" (rule 39)'),
  max_fails: maxFails.default(1).describe('failures within fail_timeout after which a server gets nothing; 0: never'),
  fail_timeout: failTimeout
    .default('10s')
    .describe('the time in which failures count, and for which the server then gets nothing'),
  max_conns: z.int().min(1).optional().describe('connections to one server at the same time'),
  keepalive: z
    .int()
    .min(1)
    .max(10000)
    .optional()
    .describe('idle connections that each worker keeps open; locations then use HTTP/1.1 (not for streams)'),
  keepalive_timeout: duration.optional().describe('how long an idle connection stays open'),
  zone: z
    .string()
    .regex(/^\d+[km]$/i, 'a size such as 64k is needed')
    .optional()
    .describe('memory in which all workers share counts and weights; default: 64k, and more for more than 40 servers'),
  up: up.optional().describe(`${UP}; default: all, where requests of a location's verify are counted`),
  extra: nginxExtra('upstream').optional().describe('further lines for the upstream'),
})

/** A pool of servers, and the method that chooses one for each request. */
export const upstream = refusingLegacyKeys(described, legacyUpstreamNames)

export type Upstream = z.output<typeof upstream>
