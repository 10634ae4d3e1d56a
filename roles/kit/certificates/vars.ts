import { z } from 'zod'
import { certifiedName } from '../../../engine/resources/certificate.ts'
import { certificateWithKey } from '../vars/pem.ts'
import { configName } from '../vars/words.ts'

/** The keys of a certificate that evenkeel writes or makes. */
export const certificateKeys = {
  name: configName.describe('the name that sites use; its file has it, too'),
  pem: certificateWithKey.optional().describe('certificate, chain and key as PEM, from a secret'),
  self_signed: z
    .union([certifiedName.transform((name) => [name]), z.array(certifiedName).min(1)])
    .optional()
    .describe('host names and addresses; the host makes a self-signed certificate for them'),
  days: z.int().min(1).max(3650).default(365).describe('how many days a self-signed one is valid'),
}

const certificate = z
  .strictObject(certificateKeys)
  .refine((one) => (one.pem === undefined) !== (one.self_signed === undefined), 'either pem or self_signed is needed')

/** A certificate with its key. */
export type CertificateVars = z.output<typeof certificate>

/** The certificates that a role's sites can name. Two of one name are an error. */
export const certificates = certificatesOf(certificate)

/** The same with other keys. */
export function certificatesOf<Schema extends z.ZodType<{ readonly name: string }>>(schema: Schema) {
  return z
    .array(schema)
    .superRefine((all, context) => {
      for (const [index, { name }] of all.entries())
        if (all.findIndex((one) => one.name === name) !== index)
          context.addIssue({ code: 'custom', path: [index, 'name'], message: `"${name}" is there twice` })
    })
    .default([])
}
