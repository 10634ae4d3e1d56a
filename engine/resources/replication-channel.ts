import { z } from 'zod'
import { Blob } from '../blob.ts'
import { type Sh, sh } from '../shell.ts'
import { channelIn, type ReplicationChannelState } from './database/channel-state.ts'
import { type Engine, engine } from './database/engine.ts'
import { notYetIn } from './database/reading.ts'
import { secretText } from './database/secret-text.ts'
import { ipAddress } from './fields/ip.ts'
import { absolutePath, presence } from './fields/text.ts'
import { makeResource, type Placement, type Resource, type ResourceType } from './resource.ts'

const described = z.strictObject({
  engine,
  source: ipAddress.describe('Address of the server whose transactions are fetched.'),
  port: z.number().int().min(1).max(65_535).default(3306).describe('Port of that server.'),
  user: z
    .string()
    .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,31}$/, 'must be the name of an account, such as replication')
    .describe('Account on that server; it needs REPLICATION SLAVE.'),
  // MySQL takes no more.
  password: secretText(8, 32)
    .optional()
    .describe('Password of the account, of 8 to 32 bytes. It is needed unless the channel is to be absent.'),
  tls: z
    .union([
      z.literal(false),
      z.strictObject({
        ca: absolutePath
          .optional()
          .describe("A file on this server with the CA's certificate; with it, the source's certificate is verified."),
      }),
    ])
    .prefault({})
    .describe('Encryption of the channel: an object, perhaps with ca, or false for none.'),
  guarded: z
    .boolean()
    .default(false)
    .describe("Whether the writer's guard of a pair starts and stops the channel. Otherwise a change starts it."),
  state: presence.default('present').describe('Whether the channel is to exist.'),
})

export type ReplicationChannelInput = z.input<typeof described>

export interface ReplicationChannelSpec {
  readonly engine: Engine
  readonly source: string
  readonly port: number
  readonly user: string
  /** Undefined if the channel is to be absent. */
  readonly password: Blob | undefined
  readonly tls: false | { readonly ca?: string | undefined }
  readonly guarded: boolean
}

const spec = described.transform((input, context): ReplicationChannelSpec => {
  const { state, password, ...others } = input
  const refuse = (message: string) => context.addIssue({ code: 'custom', message, path: ['password'], input })
  if (state === 'absent') {
    if (password !== undefined) refuse('a channel that is to be absent has no password')
    return { ...others, password: undefined }
  }
  if (password !== undefined) return { ...others, password: Blob.of(password) }
  refuse('is needed')
  return z.NEVER
})

export const replicationChannelType: ResourceType<
  ReplicationChannelInput,
  ReplicationChannelSpec,
  ReplicationChannelState
> = {
  kind: 'replication_channel',
  summary:
    'The channel by which a MySQL or MariaDB server fetches the transactions of another one, by GTIDs. What was received is ' +
    'applied before any change; undo brings the former channel back.',
  spec,
  // A server has one channel without a name.
  name: () => 'inbound',
  desired: ({ source, port, user, password, tls, guarded }) =>
    password === undefined
      ? null
      : {
          source,
          port,
          user,
          password: password.sha256,
          tls: tls === false ? 'no' : tls.ca === undefined ? 'yes' : 'verified',
          ca: (tls !== false && tls.ca) || '',
          gtid: true,
          status: guarded ? 'guarded' : 'running',
        },
  probe: ({ engine, guarded }) =>
    guarded ? sh`read_replication_channel ${engine} guarded` : sh`read_replication_channel ${engine}`,
  parse(output) {
    const notYet = notYetIn(output)
    return notYet === undefined ? { state: channelIn(output) } : { notYet }
  },
  // The guard stops the channel when the other server is away. Only what it cannot heal is a difference.
  holds(to, read, { guarded }) {
    if (to === null || read === null) return false
    return settingsOf(to) === settingsOf(read) && (guarded ? !isFailed(read) : to.status === read.status)
  },
  stateLines: ({ source, port, user, tls, ca, gtid, status }) => [
    `source ${source} port ${port} as ${user}`,
    `TLS ${tls}${ca === '' ? '' : ` by ${ca}`}`,
    ...(gtid ? [] : ['by positions in files']),
    status === 'guarded' ? "started and stopped by the writer's guard" : `status ${status}`,
  ],
  redacted: ({ password, ...others }, _spec, redactDigest) => ({ ...others, password: redactDigest(password) }),
  backup: ({ engine }, { password }) => [sh`keep_replication_password ${engine} ${password}`],
  keep: ({ engine }, { password }) => [sh`keep_replication_password ${engine} ${password}`],
  irreversible: (from, to) =>
    from !== null && !from.gtid && to?.gtid !== false
      ? 'the channel went by positions in files, which are not kept: undo brings it back with GTIDs'
      : undefined,
  timeout: () => 150,
  converge(spec, from, to) {
    if (to === null) return [sh`remove_replication_channel ${spec.engine}`]
    const put = sh`put_replication_channel ${spec.engine} ${wordsOf(spec, to)}`
    const isOnlyStatus = from !== null && settingsOf(from) === settingsOf(to)
    if (spec.guarded) {
      // Nothing was changed, so undo leaves one that was found failed as it is.
      if (isOnlyStatus) return isFailed(to) ? [] : [sh`refuse_failed_channel ${spec.engine}`]
      return [put]
    }
    if (to.status === 'running')
      return [...(isOnlyStatus ? [] : [put]), sh`start_replication_channel ${spec.engine} ${wordsOf(spec, to)}`]
    // One that was found stopped, or broken, is left stopped.
    return [isOnlyStatus ? sh`stop_replication_channel ${spec.engine}` : put]
  },
}

function wordsOf(spec: ReplicationChannelSpec, { source, port, user, password, tls, ca }: ReplicationChannelState): Sh {
  const isDescribed = spec.password?.sha256 === password
  const blob = isDescribed && spec.password ? spec.password : Blob.named({ sha256: password, size: 0, secret: true })
  return sh`${source} ${port} ${user} ${blob} ${tls} ${ca}`
}

function settingsOf({ status: _status, ...settings }: ReplicationChannelState): string {
  return JSON.stringify(Object.entries(settings).sort())
}

function isFailed({ status }: ReplicationChannelState): boolean {
  return /^(broken|forked)\b/.test(status)
}

export const replicationChannel = (input: ReplicationChannelInput, placement?: Placement): Resource =>
  makeResource(replicationChannelType, input, placement)
