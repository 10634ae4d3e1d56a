import { isAbsolute } from 'node:path'
import { z } from 'zod'
import { refusingLegacyKeys } from '../../../engine/errors/legacy-keys.ts'
import { notALine } from '../../../engine/errors/legacy-values.ts'
import { Secret } from '../../../engine/secrets.ts'
import { secretText } from '../../kit/vars/secret-text.ts'
import { address, port } from '../../kit/vars/words.ts'
import { replicationNames, writerNames } from '../legacy/names.ts'

/** The password makes the keys of certificates, which everybody who connects can see: no short one may do. */
const LEAST_LENGTH = 16
/** MySQL's channels take no longer one. */
const MOST_LENGTH = 32

const pem = (kind: string, pattern: RegExp) =>
  z
    .union([z.instanceof(Secret), z.string()])
    .refine(
      (value) => (typeof value === 'string' && isAbsolute(value)) || pattern.test(reveal(value)),
      `${kind} as PEM is needed, or the path of its file on the host`,
    )

function reveal(value: Secret | string): string {
  return value instanceof Secret ? value.reveal() : value
}

const given = z.strictObject({
  ca: pem('a certificate', /-----BEGIN CERTIFICATE-----/).describe('the authority that signed all of them'),
  certificate: pem('a certificate', /-----BEGIN CERTIFICATE-----/).describe("this host's certificate, with its chain"),
  key: pem('a private key', /-----BEGIN .*PRIVATE KEY-----/).describe("this host's key"),
})

export type GivenCertificates = z.output<typeof given>

/** How the servers of a play fetch each other's changes. */
export const replication = refusingLegacyKeys(
  z.strictObject(
    {
      password: secretText
        .refine(
          (value) => Buffer.byteLength(value.reveal()) >= LEAST_LENGTH,
          `at least ${LEAST_LENGTH} characters are needed, as keys are made of it: take 32 random ones`,
        )
        .refine(
          (value) => Buffer.byteLength(value.reveal()) <= MOST_LENGTH,
          `a channel of MySQL takes at most ${MOST_LENGTH} characters`,
        )
        .refine((value) => /^[^\p{Cc}"\\]+$/u.test(value.reveal()), 'no quotes, backslashes or control characters')
        .describe(
          "password of the accounts for replication; also the guard's password and made certificates come from it",
        ),
      user: z
        .string()
        .regex(/^[A-Za-z0-9_]{1,32}$/, 'letters, digits and "_" are allowed, at most 32')
        .default('evenkeel_replica')
        .describe("name of the account; each server may come only from the other's address (rule 44)"),
      semisync: z.boolean().default(false).describe('a commit waits until the other server has it; needs writer'),
      tls: z
        .union([z.enum(['made', 'off']), given])
        .default('made')
        .describe('made: certificates made from the password; off: in clear; or { ca, certificate, key }'),
      replicas: z
        .string()
        .regex(/\S/)
        .optional()
        .describe('a group or a host whose servers are read replicas of these: they get an account, too'),
    },
    { error: notALine(`{ password: "\${env:REPLICATION_PASSWORD}" }`) },
  ),
  replicationNames,
)

export type Replication = z.output<typeof replication>

/** The one server of a pair that is open for writes. */
export const writer = refusingLegacyKeys(
  z.strictObject(
    {
      vip: address.describe('the virtual address that follows the writer; the role keepalived elects its holder'),
      witnesses: z
        .array(address)
        .max(8)
        .default([])
        .describe(
          'addresses that answer ping if the network works, such as the gateway: without one, a server does not open while its peer is away unless it has seen it',
        ),
      port: port.default(3380).describe('where the guard answers HTTP, with 200 only if its server is open (rule 37)'),
      events: z.boolean().default(false).describe('whether the open server runs events'),
    },
    { error: notALine('{ vip: 10.0.0.100, witnesses: [10.0.0.1] }') },
  ),
  writerNames,
)

export type Writer = z.output<typeof writer>
