import { z } from 'zod'
import type { Difference } from '../../engine/errors/difference.ts'
import type { ErrorCode } from '../../engine/errors/error.ts'
import type { FailureEntry } from '../view/failure.ts'
import { type Keys, strings, words } from './shape.ts'

const codes = words<ErrorCode>({
  usage: true,
  input: true,
  rule: true,
  conflict: true,
  unreachable: true,
  host_key: true,
  authentication: true,
  privilege: true,
  unsupported: true,
  locked: true,
  stale: true,
  irreversible: true,
  declined: true,
  lost: true,
  step: true,
  check: true,
  lab: true,
  bug: true,
})

const entryShape = z.strictObject({
  code: codes,
  message: z.string(),
  where: z.strictObject({ file: z.string(), line: z.int(), column: z.int() }).optional(),
  host: z.string().optional(),
  differences: z
    .array(
      z.strictObject({
        kind: z.string(),
        name: z.string(),
        expected: strings,
        found: strings,
      } satisfies Keys<Difference>),
    )
    .optional(),
  hint: z.string().optional().describe('What to do next.'),
} satisfies Keys<FailureEntry>)

/** Errors in a report. */
export const failureEntries = z.array(entryShape)

/** The line of a command that failed before it had a report. */
export const failureShape = z.strictObject({ type: z.literal('failure'), errors: failureEntries })
