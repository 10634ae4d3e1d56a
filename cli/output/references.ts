import { z } from 'zod'
import type { HostStatus } from '../../lab/lab.ts'
import type { LabEvent } from '../../lab/progress.ts'
import type { ReferenceKey, RoleReference } from '../../roles/reference.ts'
import { count, type Keys, milliseconds, strings } from './shape.ts'

const keyShape = z.strictObject({
  key: z.string(),
  type: z.string(),
  required: z.boolean(),
  default: z.string().optional().describe('As JSON.'),
  description: z.string(),
  get keys(): z.ZodType {
    return z.array(keyShape)
  },
} satisfies Keys<ReferenceKey>)

/** A list of roles, or of kinds of resources. */
export const summaries = z.array(z.strictObject({ name: z.string(), summary: z.string() }))

export const roleShape = z.strictObject({
  name: z.string(),
  summary: z.string(),
  example: z.string().optional(),
  vars: z.array(keyShape),
  rules: z.array(z.strictObject({ rule: z.int(), how: z.string() })),
} satisfies Keys<RoleReference>)

export const resourceShape = z.strictObject({ kind: z.string(), summary: z.string(), keys: z.array(keyShape) })

/** The outputs of `secrets list` and `secrets get`. */
export const secretShapes = [
  z.strictObject({ file: z.string(), names: strings, recipients: strings }),
  z.strictObject({ name: z.string(), value: z.string() }),
]

type LabShapes = { readonly [Type in LabEvent['type']]: Omit<Keys<Extract<LabEvent, { type: Type }>>, 'type'> }

const LAB_EVENTS = {
  remark: { message: z.string() },
  booting: { host: z.string() },
  answers: { host: z.string(), milliseconds },
} satisfies LabShapes

/** The lines of `lab up`, and the output of `lab status`. */
export const labShapes = [
  ...Object.entries(LAB_EVENTS).map(([type, keys]) => z.strictObject({ type: z.literal(type), ...keys })),
  z.array(
    z.strictObject({
      host: z.string(),
      role: z.string(),
      addresses: strings,
      pid: z.int().optional(),
      memory: count.describe('Megabytes.'),
      resident: count.describe('Bytes in use on the controller.'),
      answers: z.boolean(),
    } satisfies Keys<HostStatus>),
  ),
]
