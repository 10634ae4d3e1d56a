import { z } from 'zod'
import type { PhaseReport } from '../../engine/databases/operation.ts'
import type { Phase, RunEvent, StepName } from '../../engine/events.ts'
import type { HostOutcome, RunOutcome } from '../../engine/journal/states.ts'
import { type Keys, milliseconds, strings, words } from './shape.ts'

export const hostOutcome = words<HostOutcome>({ committed: true, reverted: true, untouched: true, unknown: true })
export const runOutcome = words<RunOutcome>({ committed: true, reverted: true, unknown: true, mixed: true })

const host = z.string()
const step = z.strictObject({
  number: z.int().min(1),
  of: z.int().min(1),
  atMost: z.literal(true).optional(),
  title: z.string(),
  direction: z.enum(['forward', 'undo']),
} satisfies Keys<StepName>)
const phaseKeys = { number: z.int().min(1), of: z.int().min(1), title: z.string() } satisfies Keys<Phase>
const phase = z.strictObject(phaseKeys)
const what = z.enum(['facts', 'resources'])
const batch = { play: z.string(), batch: z.int().min(1), hosts: strings }

type Shapes = { readonly [Type in RunEvent['type']]: Omit<Keys<Extract<RunEvent, { type: Type }>>, 'type'> }

/** The keys of each event besides its `type`. */
const EVENTS = {
  connecting: { hosts: strings },
  connected: { host, at: z.string().optional(), milliseconds },
  reading: { host, what },
  read: { host, what },
  'run-started': { run: z.string(), hosts: strings },
  locked: { host },
  'batch-started': { ...batch, batches: z.int().min(1) },
  'batch-done': batch,
  'step-started': { host, step },
  'step-done': { host, step, milliseconds },
  'step-failed': { host, step, output: z.string() },
  waiting: { host, why: z.string() },
  'check-started': { title: z.string() },
  'check-done': {
    title: z.string(),
    holds: z.boolean(),
    saw: z.string(),
    wasSoBefore: z.literal(true).optional(),
    leftToDo: z.string().optional(),
  },
  reverting: { host, why: z.string() },
  'host-ended': { host, outcome: hostOutcome, detail: z.string().optional() },
  'run-ended': { run: z.string(), outcome: runOutcome },
  'phase-started': { phase },
  'phase-note': { phase, note: z.string() },
  'phase-done': { phase, saw: z.string(), milliseconds },
  remark: { message: z.string() },
} satisfies Shapes

/** Each event as a line. */
export const eventShapes = Object.entries(EVENTS).map(([type, keys]) =>
  z.strictObject({ type: z.literal(type), ...keys }),
)

/** The phases of a command on a database pair that have ended. */
export const phaseReports = z.array(
  z.strictObject({ ...phaseKeys, saw: z.string(), milliseconds } satisfies Keys<PhaseReport>),
)
