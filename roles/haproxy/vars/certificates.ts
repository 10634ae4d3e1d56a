import { z } from 'zod'
import { absolutePath } from '../../../engine/resources/fields/text.ts'
import { certificateKeys, certificatesOf } from '../../kit/certificates/vars.ts'

const SOURCES = ['pem', 'self_signed', 'path', 'directory', 'list'] as const

const certificate = z
  .strictObject({
    ...certificateKeys,
    path: absolutePath
      .optional()
      .describe('a file that is on the hosts already: certificate, chain and, without key, the private key'),
    key: absolutePath
      .optional()
      .describe('the file of its private key, if that is apart: /etc/letsencrypt/live/NAME/privkey.pem'),
    directory: absolutePath
      .optional()
      .describe('a folder on the hosts; each file in it is a certificate with its chain and private key'),
    list: absolutePath
      .optional()
      .describe(
        'a crt-list on the hosts; HAProxy reloads when the list changes, so touch it when a file that it names does',
      ),
    names: z
      .array(z.string().regex(/^[A-Za-z0-9_.*-]+$/, 'a host name is needed'))
      .min(1)
      .optional()
      .describe('host names of path, directory or list, for the checks'),
  })
  .refine((one) => SOURCES.filter((key) => one[key] !== undefined).length === 1, {
    error: 'one of pem, self_signed, path, directory and list is needed',
  })
  .refine((one) => one.key === undefined || one.path !== undefined, { path: ['key'], error: 'key needs path' })
  .refine((one) => one.names === undefined || (one.pem === undefined && one.self_signed === undefined), {
    path: ['names'],
    error: 'the names are in the certificate',
  })

/** A certificate for binds: one that evenkeel writes or makes, or one that is on the hosts. */
export type Certificate = z.output<typeof certificate>

export const certificates = certificatesOf(certificate)
