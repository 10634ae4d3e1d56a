import { isIP } from 'node:net'
import { z } from 'zod'
import { secretText } from '../../kit/vars/secret-text.ts'
import { addressWithPrefix, configName, port } from '../../kit/vars/words.ts'
import { haproxyExtra } from '../legacy/lines.ts'
import { legacyStatsNames, refusingLegacy } from '../legacy/names.ts'
import { duration } from './words.ts'

const password = secretText.refine(
  (value) => /^[\x21-\x7e]+$/.test(value.reveal()),
  'a password without spaces and control characters is needed',
)

/** The page with HAProxy's counters, protected by a name and a password. */
export const stats = refusingLegacy(
  z.strictObject({
    address: z
      .string()
      .refine((value) => ['own', '*'].includes(value) || isIP(value) !== 0, 'an IP address, "own" or "*" is needed')
      .describe("an address of the host; own: the host's address; *: all IPv4 addresses (rule 35)"),
    port: port.default(8404).describe('the port'),
    ssl: configName.optional().describe('a certificate, so that the password is not sent in plain text'),
    uri: z
      .string()
      .regex(/^\/[A-Za-z0-9_./;-]*$/, 'a path is needed, such as /stats')
      .default('/stats')
      .describe('the path'),
    user: configName.describe('the user name'),
    password: password.describe('the password, from a secret; there is no default (rule 35)'),
    from: z.array(addressWithPrefix).min(1).optional().describe('addresses and networks with access; default: all'),
    refresh: duration.optional().describe('how often the page reloads itself'),
    admin: z.boolean().default(false).describe('allow taking servers out on the page'),
    extra: haproxyExtra.optional().describe('further lines for its section'),
  }),
  legacyStatsNames,
)
