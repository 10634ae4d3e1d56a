import { z } from 'zod'
import { eventShapes } from './events.ts'
import { failureShape } from './failure.ts'
import { writtenShape } from './init.ts'
import { planShape } from './plan.ts'
import { labShapes, resourceShape, roleShape, secretShapes, summaries } from './references.ts'
import {
  checkShape,
  deletionShape,
  endingShape,
  recordShape,
  rejoinShape,
  runReportShape,
  shownRunShape,
  switchoverShape,
  unlockingShape,
  unlockReportShape,
  weightShape,
} from './reports.ts'
import { statusShape } from './status.ts'

const changes = [z.strictObject({ type: z.literal('plan'), plan: planShape }), ...eventShapes]

/** The lines of a command that changes hosts; with `--dry-run` it prints a plan. */
const run = [...changes, runReportShape]

const LINES: Readonly<Record<string, readonly z.ZodType[]>> = {
  init: [writtenShape, ...run, planShape, ...labShapes, z.array(checkShape)],
  plan: [planShape],
  apply: [...run, planShape],
  verify: [z.array(checkShape)],
  status: [statusShape],
  rollback: run,
  remove: run,
  drain: [...changes, weightShape],
  restore: [...changes, weightShape],
  weight: [...changes, weightShape],
  switchover: [...eventShapes, switchoverShape],
  rejoin: [...eventShapes, deletionShape, rejoinShape],
  history: [z.array(recordShape)],
  show: [shownRunShape],
  resume: [...eventShapes, endingShape],
  unlock: [...eventShapes, unlockingShape, unlockReportShape],
  secrets: secretShapes,
  lab: labShapes,
  roles: [summaries, roleShape],
  resources: [summaries, resourceShape],
}

/** A schema of each line that a command prints on standard output with `--json`, by the name of the command. */
export const OUTPUTS: Readonly<Record<string, z.ZodType>> = Object.fromEntries(
  Object.entries(LINES).map(([command, shapes]) => [command, z.union([...shapes, failureShape])]),
)
