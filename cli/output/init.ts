import { z } from 'zod'
import type { Finding } from '../init/findings.ts'
import { type Keys, strings } from './shape.ts'

/** What init has written. The commands that it goes on with print lines of their own. */
export const writtenShape = z.strictObject({
  type: z.literal('written'),
  files: strings.describe('Paths.'),
  secrets: strings.describe('The names of the secrets that were made.'),
  findings: z.array(
    z.strictObject({
      rule: z.int().optional().describe('A rule of docs/rules.md.'),
      message: z.string(),
    } satisfies Keys<Finding>),
  ),
})
