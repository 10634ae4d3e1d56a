import { z } from 'zod'

/** The TLS settings of a site. */
export const webTls = z.strictObject({
  certificate: z
    .string()
    .regex(/^[A-Za-z0-9_.-]+$/, 'the name of a certificate is needed')
    .describe('the name of an entry of certificates'),
  protocols: z
    .array(z.enum(['TLSv1.2', 'TLSv1.3'], 'only TLSv1.2 and TLSv1.3 are safe today'))
    .min(1)
    .default(['TLSv1.2', 'TLSv1.3'])
    .describe('versions of TLS'),
  ciphers: z
    .string()
    .regex(/^[A-Za-z0-9_:!+@=-]+$/, 'a list of ciphers as OpenSSL writes it is needed')
    .default(
      'ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:' +
        'ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305',
    )
    .describe('ciphers of TLS 1.2'),
  hsts: z.int().min(0).optional().describe('seconds for which browsers use only https'),
})
