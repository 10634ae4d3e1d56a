import { z } from 'zod'
import { absolutePath } from '../../../engine/resources/fields/text.ts'

const certificateName = z.string().regex(/^[A-Za-z0-9_.-]+$/, 'the name of a certificate is needed')

/** TLS to the servers, with the words that HAProxy's servers have (rule 60). */
export const upstreamTls = z
  .strictObject({
    verify: z.enum(['required', 'none']).default('required').describe("whether to verify the servers' certificates"),
    ca_file: z
      .union([z.literal('@system-ca'), absolutePath])
      .default('@system-ca')
      .describe("the trusted certificate authorities: a PEM file on the host, or @system-ca for the distribution's"),
    name: z
      .string()
      .regex(/^[A-Za-z0-9_.-]+$/, 'a host name is needed')
      .optional()
      .describe('the name that is sent (SNI) and that the certificate must have; default: the Host that is sent'),
    certificate: certificateName
      .optional()
      .describe('the name of an entry of certificates, which servers that insist on one get (mTLS)'),
  })
  .describe('how servers by https are reached; without it, their certificates are not verified, which the plan says')

export type UpstreamTls = z.output<typeof upstreamTls>
