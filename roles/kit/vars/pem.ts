import { z } from 'zod'
import { Secret } from '../../../engine/secrets.ts'

/** Certificate, chain and key as PEM. */
export const certificateWithKey = z
  .union([z.instanceof(Secret), z.string().transform((value) => new Secret(value, 'playbook'))])
  .refine(
    (value) =>
      /-----BEGIN CERTIFICATE-----/.test(value.reveal()) && /-----BEGIN .*PRIVATE KEY-----/.test(value.reveal()),
    'certificate, chain and private key are needed, one after the other as PEM',
  )
