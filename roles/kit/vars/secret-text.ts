import { z } from 'zod'
import { Secret } from '../../../engine/secrets.ts'

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
