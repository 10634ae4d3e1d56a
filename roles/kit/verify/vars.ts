import { z } from 'zod'
import { Secret } from '../../../engine/secrets.ts'
import { certificateWithKey } from '../vars/pem.ts'

const status = z.union(
  [z.int().min(100).max(599), z.string().regex(/^[1-5]\d\d-[1-5]\d\d$/)],
  'a status or a range is needed, such as 200 or 200-399',
)

const headerText = z
  .string()
  .max(4000)
  .regex(/^[^\p{Cc}]*$/u, 'one line without control characters is needed')

/** The keys of a request that checks make, for every balancer. */
export const verifyKeys = {
  path: z
    .string()
    .regex(/^\/[^\s\p{Cc}]*$/u, 'a path begins with "/"')
    .default('/')
    .describe('the path of the request'),
  host: z
    .string()
    .regex(/^[A-Za-z0-9_.:-]+$/, 'a host name is needed')
    .optional()
    .describe('the Host header, and the name in the TLS handshake'),
  headers: z
    .record(
      z.string().regex(/^[A-Za-z0-9_-]+$/, 'the name of a header is needed, such as Authorization'),
      z.union([
        z.instanceof(Secret).refine((one) => headerText.safeParse(one.reveal()).success, 'the secret must be one line'),
        headerText,
      ]),
    )
    .default({})
    .describe('further headers; a value may be a secret, such as "${secret:NAME}", which no command shows'),
  status: z
    .union([status.transform((one) => [one]), z.array(status).min(1)])
    .optional()
    .describe(
      'the status that must come: one such as 401, a range such as 200-399, or a list of both; default: 200 of a web server, and of a balancer any that a server gives',
    ),
  client_certificate: certificateWithKey
    .optional()
    .describe('certificate and key of the client as PEM, from a secret: for a server that insists on one (mTLS)'),
  requests: z.int().min(1).max(10000).optional().describe('how many requests are made'),
}

export const VERIFY =
  'the request by which apply and verify see that it works; false: none. Without it, nothing is asked where lines of your own may answer instead'

const written = z.strictObject(verifyKeys)

/** A request that checks make, with defaults. */
export type Verify = z.output<typeof written>

/** `verify` of a section, a site or a virtual server: a request, or false. */
export const verify = z.union([z.literal(false), written])

/** The part of a request that is sent as it is in every request: a password, or a certificate. */
export type Credentials = Pick<Verify, 'headers' | 'client_certificate'>

/** Whether a status is among the expected ones. */
export function isExpected(expected: readonly (number | string)[], actual: number): boolean {
  return expected.some((one) => {
    const [least = 0, most = least] = String(one).split('-').map(Number)
    return least <= actual && actual <= most
  })
}

/** Such as `200 or 300-399`. */
export function statusText(expected: readonly (number | string)[]): string {
  return expected.join(' or ')
}

/** For {@link Check.expects}: everything but secrets, which may be changed. */
export function claimOf(one: Verify | false | undefined): unknown {
  if (one === undefined || one === false) return one ?? null
  const { headers, client_certificate: certificate, ...others } = one
  const known = Object.entries(headers).map(([name, value]) => [name, value instanceof Secret ? null : value])
  return [others, known, certificate !== undefined]
}
