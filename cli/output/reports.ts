import { z } from 'zod'
import type { Deletion, RejoinReport, Saved } from '../../engine/databases/rejoin/report.ts'
import type { Pause, SwitchoverReport } from '../../engine/databases/switchover/report.ts'
import { RUN_COMMANDS } from '../../engine/journal/header.ts'
import type { Heard } from '../../engine/journal/heard.ts'
import type { RunRecord } from '../../engine/journal/run-record.ts'
import type { RecordedOutcome } from '../../engine/journal/states.ts'
import type { CheckReport, Ending, HostReport, RunReport } from '../../engine/run/report.ts'
import type { ShownRun } from '../../engine/run/show.ts'
import type { Unlocking } from '../../engine/run/unlock.ts'
import type { Emptying, PoolConnections, WeightReport } from '../../engine/weights/report.ts'
import { hostOutcome, phaseReports, runOutcome } from './events.ts'
import { failureEntries } from './failure.ts'
import { changeShape, planShape } from './plan.ts'
import { count, type Keys, milliseconds, strings, words } from './shape.ts'

export const checkShape = z.strictObject({
  title: z.string().describe('The claim.'),
  holds: z.boolean(),
  saw: z.string().describe('The evidence.'),
  milliseconds,
  advice: z.string().optional(),
  wasSoBefore: z.literal(true).optional(),
  leftToDo: z.string().optional().describe('What a person does next so that it holds.'),
} satisfies Keys<CheckReport>)

const hostReport = z.strictObject({
  host: z.string(),
  outcome: hostOutcome,
  changes: count.optional(),
  detail: z.string().optional(),
  kept: strings.optional().describe('What was moved aside on the host, with its place.'),
  byHand: strings.optional().describe('Commands to run by hand on the host.'),
  revertsAt: z.iso.datetime().optional(),
  onward: strings.optional(),
} satisfies Keys<HostReport>)

const type = z.literal('report')

/** The last line of apply, rollback and remove. */
export const runReportShape = z.strictObject({
  type,
  run: z.string().optional(),
  plan: planShape,
  outcome: z.union([z.literal('nothing'), runOutcome]),
  hosts: z.array(hostReport),
  failure: failureEntries.optional(),
  failedBefore: z.array(checkShape).optional(),
  leftToDo: z.array(checkShape).optional(),
} satisfies Keys<RunReport & { type: string }>)

/** The last line of drain, restore and weight. */
export const weightShape = z.strictObject({
  ...runReportShape.shape,
  server: z.string(),
  weight: count.optional().describe('0: drained; without it, the described one.'),
  balancers: strings.describe('The hosts that send to the server.'),
  emptying: z
    .strictObject({
      outcome: words<Emptying['outcome']>({ empty: true, timeout: true, interrupted: true }),
      left: z.array(
        z.strictObject({ balancer: z.string(), pool: z.string(), connections: count } satisfies Keys<PoolConnections>),
      ),
      unseen: z.array(z.strictObject({ balancer: z.string(), why: z.string() })),
      milliseconds,
    } satisfies Keys<Emptying>)
    .optional()
    .describe('How the connections of a drained server ended.'),
} satisfies Keys<WeightReport & { type: string }>)

/** The last line of resume. */
export const endingShape = z.strictObject({
  type,
  run: z.string(),
  outcome: runOutcome,
  hosts: z.array(hostReport),
} satisfies Keys<Ending & { type: string }>)

/** What unlock is about to do. */
export const unlockingShape = z.strictObject({
  type: z.literal('unlocking'),
  run: z.string(),
  hosts: z.array(
    z.strictObject({
      host: z.string(),
      how: z.enum(['lock', 'nameless', 'revert', 'abandon']),
      heard: z
        .strictObject({ ago: z.number().optional(), silence: z.number() } satisfies Keys<Heard>)
        .optional()
        .describe('Seconds since the host heard of the controller of the run.'),
    } satisfies Keys<Unlocking>),
  ),
})

/** The last line of unlock. */
export const unlockReportShape = z.strictObject({ type, run: z.string(), hosts: z.array(hostReport) })

export const recordedOutcome = words<RecordedOutcome>({
  committed: true,
  reverted: true,
  untouched: true,
  unknown: true,
  reverting: true,
  stuck: true,
  abandoned: true,
  running: true,
  waiting: true,
  interrupted: true,
  'not asked': true,
})

const recordKeys = {
  run: z.string(),
  command: z.enum(RUN_COMMANDS),
  about: z.string().optional().describe('The server that is drained, or the like.'),
  playbook: z.string(),
  operator: z.string(),
  started: z.iso.datetime(),
  hosts: z.array(
    z.strictObject({
      host: z.string(),
      outcome: recordedOutcome,
      changes: count,
      number: count,
    } satisfies Keys<RunRecord['hosts'][number]>),
  ),
  rollbackOf: z.string().optional(),
  rolledBackBy: z.string().optional(),
  mixed: z.boolean().describe('Some hosts keep the run, and others do not.'),
} satisfies Keys<RunRecord & { mixed: boolean }>

/** A run of history. */
export const recordShape = z.strictObject(recordKeys)

/** A run, and what it changed. */
export const shownRunShape = z.strictObject({
  ...recordKeys,
  changed: z.array(
    z.strictObject({ host: z.string(), changes: z.array(changeShape) } satisfies Keys<ShownRun['hosts'][number]>),
  ),
  inTheWay: z
    .array(
      z.strictObject({
        run: z.string(),
        operator: z.string(),
        resources: z.array(z.strictObject({ host: z.string(), id: z.string() })),
      } satisfies Keys<ShownRun['inTheWay'][number]>),
    )
    .describe('Later runs that have to be rolled back before it, in this order.'),
})

const client = z.union([
  z.strictObject({ host: z.string(), milliseconds, unanswered: count }),
  z.strictObject({ host: z.string(), cannot: z.string() }),
])

/** The last line of switchover. */
export const switchoverShape = z.strictObject({
  type,
  outcome: z.enum(['possible', 'nothing', 'moved', 'back', 'unknown']),
  from: z.string(),
  to: z.string(),
  run: z.string().optional(),
  phases: phaseReports,
  behind: count.optional(),
  pause: z.strictObject({ servers: z.number(), client: client.optional() } satisfies Keys<Pause>).optional(),
  failure: failureEntries.optional(),
  byHand: z.array(z.strictObject({ host: z.string(), command: z.string() })).optional(),
} satisfies Keys<SwitchoverReport & { type: string }>)

const saved = z.strictObject({
  set: z.string(),
  path: z.string(),
  bytes: count,
  decoded: strings,
} satisfies Keys<Saved>)

/** What rejoin is about to delete. */
export const deletionShape = z.strictObject({
  type: z.literal('deletion'),
  host: z.string(),
  writer: z.string(),
  why: z.string(),
  schemas: count,
  data: count.describe('Bytes.'),
  copied: count.describe('Bytes.'),
  saved: saved.optional(),
} satisfies Keys<Deletion & { type: string }>)

/** The last line of rejoin. */
export const rejoinShape = z.strictObject({
  type,
  outcome: z.enum(['joined', 'closed']),
  host: z.string(),
  writer: z.string(),
  relation: words<RejoinReport['relation']>({ joins: true, 'half copied': true, empty: true, differs: true }),
  method: z.enum(['clone', 'backup']).optional(),
  saved: saved.optional(),
  run: z.string(),
  phases: phaseReports,
  failure: failureEntries.optional(),
} satisfies Keys<RejoinReport & { type: string }>)
