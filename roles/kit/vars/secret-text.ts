import { z } from 'zod'
import { Secret, Text } from '../../../engine/secrets.ts'

/** A secret. `${secret:…}` gives one; plain text becomes one. */
export const secretText = z.union(
  [
    z.instanceof(Secret),
    z
      .string()
      .min(1)
      .transform((value) => new Secret(value, 'playbook')),
  ],
  { error: ({ input }) => (typeof input === 'number' ? 'must be text: quote the number' : undefined) },
)

/** Text in which secrets may stand, such as `Bearer ${secret:NAME}`; the schema judges it as a whole. */
export function withSecrets(schema: z.ZodType<string>) {
  return z
    .union([z.string(), z.instanceof(Text), z.instanceof(Secret)])
    .transform((written) => (written instanceof Text ? written : new Text([written])))
    .superRefine((written, context) => {
      for (const { message } of schema.safeParse(written.reveal()).error?.issues ?? [])
        context.addIssue({ code: 'custom', message })
    })
}
