import { z } from 'zod'
import type { Finding } from '../../engine/description.ts'
import type { Plan, PlannedChange, PlannedHost } from '../../engine/plan/plan.ts'
import type { Json } from '../../engine/resources/resource.ts'
import { type Keys, strings } from './shape.ts'

const json: z.ZodType<Json> = z.json()

export const changeShape = z.strictObject({
  action: z.enum(['+', '~', '-', '?']).describe('Added, changed, removed, or not known before an earlier change.'),
  id: z.string(),
  kind: z.string(),
  name: z.string(),
  before: json.describe('The state on the host; null is absent.'),
  after: json.describe('The state that the change wants; null is absent.'),
  beforeLines: strings,
  afterLines: strings,
  notes: strings,
  irreversible: z.string().optional().describe('Why the change cannot be undone.'),
} satisfies Keys<PlannedChange>)

const hostShape = z.strictObject({
  host: z.string(),
  at: z.string().optional().describe('The machine that answers to this name, as ADDRESS:PORT.'),
  changes: z.array(changeShape).describe('In the order in which they are made.'),
  unchanged: z.int().nonnegative().describe('How many described resources are as wanted.'),
  triggers: strings.describe('The reloads and restarts that follow.'),
  claims: strings.optional(),
  releases: strings.optional(),
  joined: strings.optional(),
  left: strings.optional(),
} satisfies Keys<PlannedHost>)

const findingShape = z.strictObject({
  rule: z.int().describe('A number of docs/rules.md.'),
  level: z.enum(['warn', 'refuse']),
  message: z.string(),
  hosts: strings,
  overruled: z.string().optional().describe('Why the user overrules the rule here.'),
} satisfies Keys<Finding>)

/** A plan as `plan --json` and the file of `plan --out` have it. */
export const planShape = z.strictObject({
  format: z.literal('evenkeel-plan/1'),
  playbook: z.string(),
  made: z.iso.datetime(),
  description: z.string().describe('SHA-256 of the whole description.'),
  plays: z.array(z.strictObject({ name: z.string(), batches: z.array(z.strictObject({ hosts: z.array(hostShape) })) })),
  findings: z.array(findingShape),
  remarks: strings,
} satisfies Keys<Plan>) satisfies z.ZodType<Plan>
