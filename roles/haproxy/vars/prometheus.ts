import { isIP } from 'node:net'
import { z } from 'zod'
import { addressWithPrefix, configName, port } from '../../kit/vars/words.ts'

/** The page from which Prometheus reads counters. */
export const prometheus = z.strictObject({
  address: z
    .string()
    .refine((value) => ['own', '*'].includes(value) || isIP(value) !== 0, 'an IP address, "own" or "*" is needed')
    .describe("an address of the host; own: the host's address; *: all IPv4 addresses"),
  port: port.default(8405).describe('the port'),
  ssl: configName.optional().describe('a certificate'),
  path: z
    .string()
    .regex(/^\/[A-Za-z0-9_./-]*$/, 'a path is needed, such as /metrics')
    .default('/metrics')
    .describe('the path'),
  from: z.array(addressWithPrefix).min(1).optional().describe('addresses and networks with access; default: all'),
})

export type Prometheus = z.output<typeof prometheus>
