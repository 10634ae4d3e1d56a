import { z } from 'zod'
import { absolutePath } from '../../../engine/resources/fields/text.ts'
import { account } from '../../kit/vars/words.ts'

/** A Unix socket at which a section accepts clients. */
export const frontSocket = z.strictObject({
  path: absolutePath.describe('its path'),
  mode: z
    .string()
    .regex(/^[0-7]{3}$/, 'three octal digits are needed, such as 660')
    .optional()
    .describe('its permissions, quoted'),
  user: account.optional().describe('its owner'),
  group: account.optional().describe('its group'),
  accept_proxy: z.boolean().default(false).describe('whether clients are proxies that send the PROXY protocol'),
})

export type FrontSocket = z.output<typeof frontSocket>
