import { z } from 'zod'
import { verifyKeys } from '../../kit/verify/vars.ts'

const request = z.strictObject({
  ...verifyKeys,
  sni: z
    .string()
    .regex(/^[A-Za-z0-9_.-]+$/, 'a host name is needed')
    .optional()
    .describe('the name in the TLS handshake, if it is not host'),
  method: z
    .string()
    .regex(/^[A-Z]+$/, 'a method is needed, such as GET')
    .optional()
    .describe('the method'),
})

/** A request that checks make of a section or a route. */
export type Request = z.output<typeof request>

/** The request of a section or of a route; false: none. */
export const verify = z.union([z.literal(false), request])
