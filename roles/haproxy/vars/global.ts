import { z } from 'zod'
import { notALine } from '../../../engine/errors/legacy-values.ts'
import { absolutePath } from '../../../engine/resources/fields/text.ts'
import { account, configName } from '../../kit/vars/words.ts'
import { haproxyExtra, options } from '../legacy/lines.ts'
import { legacyDefaultsNames, legacyGlobalNames, refusingLegacy } from '../legacy/names.ts'
import { proxyMode } from './mode.ts'
import { allTimeouts } from './timeouts.ts'
import { argument, duration } from './words.ts'

const FACILITIES = [
  'kern',
  'user',
  'mail',
  'daemon',
  'auth',
  'syslog',
  'lpr',
  'news',
  'uucp',
  'cron',
  'auth2',
  'ftp',
  'ntp',
  'audit',
  'alert',
  'cron2',
  ...Array.from({ length: 8 }, (_, number) => `local${number}`),
] as const

const LEVELS = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'] as const

const log = z.strictObject({
  target: argument
    .regex(/^[A-Za-z0-9_./:@[\]-]+$/, 'an address with a port, or the path of a socket, is needed')
    .default('127.0.0.1:514')
    .describe('the target of log lines, by UDP; the chroot hides /dev/log (rule 35)'),
  facility: z.enum(FACILITIES).default('local2').describe("syslog's facility"),
  level: z.enum(LEVELS).default('info').describe('the least severe level that is logged'),
  format: z.enum(['rfc3164', 'rfc5424', 'short', 'raw']).default('rfc3164').describe('the format of lines'),
  length: z.int().min(80).max(65535).default(4096).describe('the maximum length of a line'),
})

const socket = z.strictObject({
  path: absolutePath
    .optional()
    .describe('default: /run/haproxy/admin.sock, and /var/lib/haproxy/stats on the RHEL family'),
  mode: z
    .string()
    .regex(/^[0-7]{3}$/, 'three octal digits are needed, such as 660')
    .default('660')
    .describe('its permissions, quoted'),
  group: account.optional().describe('a group that may use it'),
  level: z
    .enum(['user', 'operator', 'admin'])
    .optional()
    .describe(
      'the commands that it accepts: user only reads, draining servers without a reload needs admin (rule 35). Default: admin if only root may use it, else user',
    ),
})

const tls = z.strictObject({
  min_version: z.enum(['TLSv1.0', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']).default('TLSv1.2').describe('the oldest version'),
  ciphers: argument
    .default(
      'ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305',
    )
    .describe('ciphers up to TLS 1.2'),
  ciphersuites: argument
    .default('TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256')
    .describe('ciphers of TLS 1.3'),
})

export const DEFAULT_CHROOT = '/var/lib/haproxy'

/** The section `global`. */
export const globals = refusingLegacy(
  z.strictObject({
    threads: z.int().min(1).max(64).optional().describe('default: one per processor (rule 29)'),
    maxconn: z.int().min(1).max(10_000_000).default(8_000).describe('connections of the whole process'),
    user: account.default('haproxy').describe('the user of the process'),
    group: account.default('haproxy').describe('the group of the process'),
    chroot: z
      .union([z.literal(false), absolutePath])
      .default(DEFAULT_CHROOT)
      .describe(
        'an empty folder that nobody can write to (rule 35); false: none, for checks by a program and for servers at sockets',
      ),
    log: z
      .union([z.literal(false), log], { error: notALine('{ target: "127.0.0.1:514", facility: local2 }') })
      .default(() => log.parse({}))
      .describe('the log target; false: no logs'),
    socket: socket.default(() => socket.parse({})).describe('the admin socket, which the checks use'),
    tls: tls.default(() => tls.parse({})).describe('the TLS versions and ciphers of binds'),
    hard_stop_after: duration
      .optional()
      .describe('how long the old process may run after a reload; default: until its last connection ends'),
    tune: z
      .record(
        z.string().regex(/^[a-z0-9][a-z0-9.-]*$/, 'the part after "tune." is needed, such as bufsize'),
        z.union([z.int(), argument]),
      )
      .default({})
      .describe('tuning, by the names after "tune.": { bufsize: 32768 }'),
    extra: haproxyExtra.optional().describe('further lines for the section'),
  }),
  legacyGlobalNames,
)

/** The section `defaults`. */
export const defaults = refusingLegacy(
  z.strictObject({
    mode: proxyMode.default('http').describe('the mode of sections without one'),
    timeouts: allTimeouts.default(() => allTimeouts.parse({})).describe('all timeouts'),
    retries: z.int().min(0).max(100).default(3).describe('how often to retry a connection to a server'),
    redispatch: z.boolean().default(true).describe('the last retry may go to another server, despite persistence'),
    dontlognull: z.boolean().default(true).describe('do not log connections without data, such as probes'),
    options: options.default([]).describe('as HAProxy\'s "option": [http-server-close]'),
    error_pages: configName.optional().describe("a name of error_pages: HAProxy's own answers in all sections"),
    extra: haproxyExtra.optional().describe('further lines for the section'),
  }),
  legacyDefaultsNames,
)
