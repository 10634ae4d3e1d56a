import { isIP } from 'node:net'
import { z } from 'zod'
import { secretText } from '../../kit/vars/secret-text.ts'
import { addressWithPrefix, configName, port } from '../../kit/vars/words.ts'
import { haproxyExtra } from '../legacy/lines.ts'
import { legacyStatsNames, refusingLegacy } from '../legacy/names.ts'
import { duration } from '../words.ts'

const password = secretText.refine(
  (value) => /^[\x21-\x7e]+$/.test(value.reveal()),
  'a password without spaces and control characters is needed',
)

/** The page with HAProxy's counters, behind a name and a password. */
export const stats = refusingLegacy(
  z.strictObject({
    address: z
      .string()
      .refine((value) => ['own', '*'].includes(value) || isIP(value) !== 0, 'an IP address, "own" or "*" is needed')
      .describe("where it is reached: an address; own, the host's own; *, everywhere (rule 35)"),
    port: port.default(8404).describe('the port'),
    ssl: configName.optional().describe('a certificate, so that the password does not travel openly'),
    uri: z
      .string()
      .regex(/^\/[A-Za-z0-9_./;-]*$/, 'a path is needed, such as /stats')
      .default('/stats')
      .describe('the path'),
    user: configName.describe('who may look'),
    password: password.describe('the password, from a secret; there is no default (rule 35)'),
    from: z.array(addressWithPrefix).min(1).optional().describe('addresses and networks that may look; default: all'),
    refresh: duration.optional().describe('the page asks anew in this rhythm'),
    admin: z.boolean().default(false).describe('whoever looks may also take servers out'),
    extra: haproxyExtra.optional().describe('further lines for its section'),
  }),
  legacyStatsNames,
)
