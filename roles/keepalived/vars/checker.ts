import { z } from 'zod'
import { refusingLegacyKeys } from '../../../engine/errors/legacy-keys.ts'
import { notALine } from '../../../engine/errors/legacy-values.ts'
import { account, address, configName, port } from '../../kit/vars/words.ts'
import { checkerNames } from '../legacy/keys.ts'
import { legacyCheckNames } from '../legacy/keywords.ts'
import { commandLine, quotable, word } from '../words.ts'

const retries = {
  retry: z.int().min(0).max(1000).default(2).describe('attempts after a failed one before the server is removed'),
  delay_before_retry: z.int().min(1).max(3600).default(1).describe('seconds between these attempts'),
}

const connection = {
  port: port.optional().describe("port to ask; default: the real server's own"),
  connect_to: address.optional().describe("address to ask; default: the real server's own"),
  bindto: address.optional().describe('source address of the check'),
  timeout: z.int().min(1).max(3600).default(3).describe('seconds after which an attempt has failed'),
  ...retries,
}

const { port: _, ...withoutPort } = connection

const bytes = z
  .string()
  .regex(/^([0-9a-fA-F]{2}){1,512}$/, 'bytes in hexadecimal are needed, such as 68656c6c6f')
  .regex(/^[^0]/, 'keepalived 2.2 cannot read bytes whose first digit is 0: use check: { misc: … } with a program')

const RECORDS = ['A', 'AAAA', 'CNAME', 'MX', 'NS', 'PTR', 'SOA', 'SRV', 'TXT'] as const

const statusCode = z.union([
  z.int().min(100).max(999),
  z.string().regex(/^[1-9]\d\d(-[1-9]\d\d)?$/, 'a status such as 200, or a range such as 200-299, is needed'),
])

const path = quotable.regex(/^\//, 'a path begins with "/"')

const url = {
  path: path.default('/').describe('the path of the request'),
  status: z
    .union([statusCode, z.array(statusCode).min(1)])
    .optional()
    .describe('the expected status; default 200, or any if a digest is given (rule 27)'),
  digest: z
    .string()
    .regex(/^[0-9a-f]{32}$/, 'the MD5 of the answer in hexadecimal is needed, as genhash prints it')
    .optional()
    .describe("MD5 of the answer's body, as genhash prints it"),
  host: word.optional().describe('Host header'),
}

const check = <Shape extends z.core.$ZodLooseShape>(shape: Shape) =>
  refusingLegacyKeys(z.strictObject(shape), legacyCheckNames)

const http = check({ ...url, ...connection })
const https = check({
  ...url,
  ...connection,
  sni: z
    .boolean()
    .default(true)
    .describe('name the host in the TLS handshake, if host is written here or in the virtual server'),
})
const tcp = check(connection)
const misc = check({
  command: commandLine.describe('the program and its arguments; exit status 0: the server is well'),
  timeout: z.int().min(1).max(3600).default(5).describe('seconds after which it is killed'),
  ...retries,
  dynamic: z.boolean().default(false).describe('exit status 2 to 255 sets the weight to the status less 2'),
  user: account.optional().describe("the user that runs it; default: global's script_user"),
})

const dns = check({
  name: word.describe('the name to look up'),
  type: z.enum(RECORDS).default('SOA').describe('the type of the record'),
  ...connection,
})
const udp = check({
  payload: bytes.optional().describe('what is sent, in hexadecimal; default: an empty packet'),
  reply: z.literal(true).optional().describe('true: an answer is needed; default: only that the port is not refused'),
  ...connection,
})
const smtp = check({
  helo: word.optional().describe("the name in HELO; default: this host's"),
  ...connection,
})
const ping = check(withoutPort)
const file = check({
  track_file: configName.describe('the name of an entry of track_files'),
  weight: z
    .int()
    .min(-254)
    .max(254)
    .default(0)
    .describe('0: any number but 0 takes the server out; others are multiplied by the number and added to its weight'),
})

export type DnsCheck = z.output<typeof dns>
export type UdpCheck = z.output<typeof udp>
export type SmtpCheck = z.output<typeof smtp>
export type PingCheck = z.output<typeof ping>
export type FileCheck = z.output<typeof file>
export type HttpCheck = z.output<typeof http>
export type HttpsCheck = z.output<typeof https>
export type TcpCheck = z.output<typeof tcp>
export type MiscCheck = z.output<typeof misc>

const exactlyOne = z
  .strictObject(
    {
      http: z
        .union([path.transform((value) => http.parse({ path: value })), http])
        .optional()
        .describe('HTTP_GET: a path, or more'),
      https: z
        .union([path.transform((value) => https.parse({ path: value })), https])
        .optional()
        .describe('SSL_GET: a path, or more'),
      tcp: z
        .union([z.literal(true).transform(() => tcp.parse({})), tcp])
        .optional()
        .describe('TCP_CHECK: true, or more'),
      misc: z
        .union([commandLine.transform((value) => misc.parse({ command: value })), misc])
        .optional()
        .describe('MISC_CHECK: a command line, or more'),
      dns: dns.optional().describe('DNS_CHECK: the server answers a look-up'),
      udp: udp.optional().describe('UDP_CHECK: a packet, and the answer to it'),
      smtp: smtp.optional().describe('SMTP_CHECK: a dialogue with a mail server'),
      ping: z
        .union([z.literal(true).transform(() => ping.parse({})), ping])
        .optional()
        .describe('PING_CHECK: true, or more'),
      file: file.optional().describe('FILE_CHECK: a number that another program writes into a file'),
      none: z.literal(true).optional().describe('no check; a dead server keeps its share of the requests'),
    },
    { error: notALine('{ http: / } or { tcp: true }') },
  )
  .refine((check) => Object.values(check).filter((one) => one !== undefined).length === 1, {
    error: 'exactly one of http, https, tcp, misc, dns, udp, smtp, ping, file and none is needed',
  })

const one = refusingLegacyKeys(exactlyOne, checkerNames)

const several = z
  .array(one)
  .min(1)
  .max(16)
  .refine((checks) => checks.every(({ none }) => none === undefined), 'none stands alone: it is no check')
  .transform(([first = { none: true as const }, ...also]) => ({ ...first, also }))

/**
 * How keepalived checks a real server: exactly one of these keys, or a list of such checks, which all must succeed. The first
 * one of a list is the one whose request checks of the cluster repeat.
 */
export const checker = z.union([one, several], { error: notALine('{ http: / } or { tcp: true }') })

type OneChecker = z.output<typeof one>

/** The first check, and the others of a list. */
export type Checker = OneChecker & { readonly also?: readonly OneChecker[] }

/** All checks of a server. */
export function checksOf(check: Checker): readonly OneChecker[] {
  return [check, ...(check.also ?? [])]
}

/** Whether a check would connect to port 0, which is the port of a server behind a firewall mark (rule 57). */
export function lacksPort(check: Checker): boolean {
  return checksOf(check).some(({ http, https, tcp, dns, udp, smtp }) => {
    const connecting = http ?? https ?? tcp ?? dns ?? udp ?? smtp
    return connecting !== undefined && connecting.port === undefined
  })
}
