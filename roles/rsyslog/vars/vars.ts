import { z } from 'zod'
import { refusingLegacyKeys } from '../../../engine/errors/legacy-keys.ts'
import { legacyValues } from '../../../engine/errors/legacy-values.ts'
import { account, port } from '../../kit/vars/words.ts'
import { rsyslogExtra } from '../legacy/lines.ts'
import { legacyForwardNames, legacyHaproxyNames, legacyReceiveNames, legacyTopNames } from '../legacy/names.ts'

// rsyslog and logrotate give these characters no special meaning.
const logPath = z
  .string()
  .regex(/^(\/[A-Za-z0-9_][A-Za-z0-9_.-]*)+$/, 'an absolute path of letters, digits, ".", "_" and "-" is needed')
const fileMode = z.string().regex(/^0[0-7]{3}$/, "four octal digits in quotes are needed, such as '0640'")
const size = z.string().regex(/^[1-9]\d*[kMG]$/, 'a number with k, M or G is needed, such as 100M')

const rotation = z.strictObject({
  every: z.enum(['daily', 'weekly', 'monthly']).default('daily').describe('how often a new file begins'),
  keep: z.int().min(1).max(3650).default(14).describe('how many old files stay, compressed'),
  max_size: size.optional().describe('a bigger file is rotated early, at the next daily run of logrotate'),
})

export type Rotation = z.output<typeof rotation>

const rotate = rotation
  .default(() => rotation.parse({}))
  .describe('when logrotate starts a new file, and how many it keeps')

const owned = {
  owner: account.optional().describe("owner of the files; default: the distribution's for logs"),
  group: account.optional().describe("their group; default: the distribution's, adm on Debian"),
  mode: fileMode.optional().describe("their permissions in octal; default: the distribution's, '0640' on Debian"),
}

const haproxyKeys = z.strictObject({
  port: port.default(514).describe('UDP port on 127.0.0.1'),
  file: logPath
    .default('/var/log/haproxy.log')
    .describe("the file for HAProxy's lines; its folder is made if it is missing"),
  ...owned,
  rotate,
})

const haproxy = refusingLegacyKeys(haproxyKeys, legacyHaproxyNames)

export type HaproxyLogs = z.output<typeof haproxy>

const protocol = z
  .enum(['tcp', 'relp'], { error: legacyValues({ udp: 'UDP loses lines silently: write tcp, or relp.' }) })
  .default('tcp')
  .describe('tcp needs nothing else and may lose lines when a connection breaks; relp confirms every line')

const peer = z.string().min(1).regex(/^[^@]/, 'leave the "@" out: protocol chooses TCP or RELP')

const peers = (kind: string) =>
  z.union([peer, z.array(peer).min(1)], `${kind} is needed: a group, a host or an address`)

const queue = z.strictObject({
  messages: z.int().min(100).max(10_000_000).default(10_000).describe('lines in memory; more go to the disk'),
  disk: size.default('1G').describe('how much may wait on the disk; lines beyond it are lost'),
})

const forwardKeys = z.strictObject({
  to: peers('a log host').describe('log hosts: a group, a host or an address, or a list of them; each gets all lines'),
  protocol,
  port: port.optional().describe('default: 514 with tcp, 20514 with relp'),
  logs: z
    .array(z.enum(['haproxy', 'system']))
    .min(1)
    .optional()
    .describe("haproxy: HAProxy's lines; system: all others. Default: both, if haproxy is received"),
  queue: queue.default(() => queue.parse({})).describe('where lines wait while a log host cannot be reached'),
})

const forward = refusingLegacyKeys(forwardKeys, legacyForwardNames)

export type Forward = z.output<typeof forward>

const receiveKeys = z.strictObject({
  protocol,
  port: port.optional().describe('default: 514 with tcp, 20514 with relp'),
  from: peers('a sender')
    .optional()
    .describe(
      'allowed senders: a group, a host or an address, or a list of them; lines of others are dropped. Default: all',
    ),
  directory: logPath.default('/var/log/hosts').describe('folder with one file for each sender, HOST.log'),
  ...owned,
  rotate,
})

const receive = refusingLegacyKeys(receiveKeys, legacyReceiveNames)

export type Receive = z.output<typeof receive>

const shape = z.strictObject({
  haproxy: haproxy
    .optional()
    .describe("receives HAProxy's lines over UDP into a file of their own; {} for all defaults"),
  forward: forward.optional().describe('sends lines to central log hosts'),
  receive: receive.optional().describe('makes the host a central log host; {} for all defaults'),
  modules: z
    .array(z.string().regex(/^[a-z0-9]+$/, 'the name of a module is needed, such as imfile'))
    .default([])
    .describe('modules that extra needs; each is loaded once'),
  extra: rsyslogExtra.optional().describe('more lines in RainerScript, for a drop-in file of their own'),
})

const consistent = shape.superRefine((vars, context) => {
  const { haproxy, forward, receive, extra, modules } = vars
  if (haproxy === undefined && forward === undefined && receive === undefined && extra === undefined)
    context.addIssue({ code: 'custom', message: 'one of haproxy, forward, receive or extra is needed' })
  if (modules.length > 0 && extra === undefined)
    context.addIssue({
      code: 'custom',
      path: ['modules'],
      message: 'modules are loaded for extra, and extra is missing',
    })
  if (haproxy === undefined && forward?.logs?.includes('haproxy') === true)
    context.addIssue({
      code: 'custom',
      path: ['forward', 'logs'],
      message: 'haproxy lines cannot be forwarded if none are received; write "haproxy: {}" beside forward',
    })
})

/** The vars of the role. */
export const rsyslogVars = refusingLegacyKeys(consistent, legacyTopNames)

export type RsyslogVars = z.output<typeof rsyslogVars>

/** 514 is the standard port of syslog; SELinux's policy also lets rsyslog listen on 20514. */
export function portOf({ protocol, port }: Pick<Forward, 'protocol' | 'port'>): number {
  return port ?? (protocol === 'tcp' ? 514 : 20_514)
}
