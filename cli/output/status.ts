import { z } from 'zod'
import { RUN_COMMANDS } from '../../engine/journal/header.ts'
import type { RecordedOutcome } from '../../engine/journal/states.ts'
import type { ClusterStatus, HostStatus, LastRun, StatusRemark } from '../../engine/status/cluster-status.ts'
import type {
  DaemonStatus,
  DatabaseStatus,
  FrontStatus,
  PoolStatus,
  SegmentView,
  ServerStatus,
  VipStatus,
} from '../../engine/status/items.ts'
import { recordedOutcome } from './reports.ts'
import { count, type Keys, strings } from './shape.ts'

const remarks = z.array(
  z.strictObject({
    text: z.string(),
    hosts: strings.describe('The hosts of which this is said; none if it is about none alone.'),
  } satisfies Keys<StatusRemark>),
)

const connections = count.optional().describe('Now.')
const rate = z.number().nonnegative().optional().describe('New connections or requests in a second.')

const segment = z.strictObject({
  from: z.string().describe('The host that asked.'),
  by: z.enum(['arping', 'ndisc6', 'neighbours']),
  answers: z.array(
    z.strictObject({ mac: z.string(), host: z.string().optional() } satisfies Keys<SegmentView['answers'][number]>),
  ),
  cannot: z.string().optional().describe('Why it could not ask.'),
} satisfies Keys<SegmentView>)

const vip = z.strictObject({
  kind: z.literal('vip'),
  address: z.string(),
  holders: z.array(
    z.strictObject({ host: z.string(), interface: z.string() } satisfies Keys<VipStatus['holders'][number]>),
  ),
  standby: strings,
  segment: z.array(segment),
} satisfies Keys<VipStatus>)

const front = z.strictObject({
  kind: z.literal('front'),
  balancer: z.string().describe('The host.'),
  program: z.string(),
  name: z.string(),
  at: strings,
  open: z.boolean(),
  seen: z.string().describe('What the program itself says.'),
  connections,
  rate,
} satisfies Keys<FrontStatus>)

const server = z.strictObject({
  name: z.string(),
  state: z.enum(['up', 'down', 'out']).describe('out: it gets no new clients, and that is a wish (weight 0, drained).'),
  seen: z.string().describe('What the balancer itself says.'),
  weight: z.number().nonnegative().optional(),
  backup: z.literal(true).optional(),
  connections,
  rate,
  check: z.string().optional().describe('The last health check.'),
} satisfies Keys<ServerStatus>)

const pool = z.strictObject({
  kind: z.literal('pool'),
  balancer: z.string().describe('The host.'),
  program: z.string(),
  name: z.string(),
  method: z.string(),
  servers: z.array(server),
} satisfies Keys<PoolStatus>)

const database = z.strictObject({
  kind: z.literal('database'),
  host: z.string(),
  engine: z.string(),
  mode: z.enum(['open', 'read-only', 'unknown']),
  epoch: z.string().optional(),
  channel: z.string().optional(),
  lag: z.number().nonnegative().optional().describe('Seconds.'),
  semisync: z.string().optional(),
} satisfies Keys<DatabaseStatus>)

const daemon = z.strictObject({
  kind: z.literal('daemon'),
  host: z.string(),
  program: z.string(),
  state: z.enum(['runs', 'hung', 'gone']),
} satisfies Keys<DaemonStatus>)

const lastRun = z.strictObject({
  run: z.string(),
  command: z.enum(RUN_COMMANDS),
  playbook: z.string(),
  operator: z.string(),
  started: z.iso.datetime(),
  outcome: recordedOutcome satisfies z.ZodType<RecordedOutcome>,
  changes: count,
} satisfies Keys<LastRun>)

const host = z.strictObject({
  host: z.string(),
  at: z.string().optional().describe('The machine that answered, as ADDRESS:PORT.'),
  reached: z.boolean(),
  drift: strings.optional().describe('Ids of resources that do not read as described; absent if that is not known.'),
  lastRun: lastRun.optional(),
  lock: z
    .strictObject({ run: z.string(), operator: z.string(), since: z.string() } satisfies Keys<
      NonNullable<HostStatus['lock']>
    >)
    .optional(),
} satisfies Keys<HostStatus>)

/** A cluster at one moment. */
export const statusShape = z.strictObject({
  playbook: z.string(),
  at: z.iso.datetime(),
  healthy: z.boolean(),
  problems: remarks,
  notes: remarks.describe('What is unusual, and somebody wished, or what is under way.'),
  vips: z.array(vip),
  fronts: z.array(front),
  pools: z.array(pool),
  databases: z.array(database),
  daemons: z.array(daemon),
  hosts: z.array(host),
} satisfies Keys<ClusterStatus>)
