import { isIP } from 'node:net'
import { z } from 'zod'
import { canonicalIp } from '../../../engine/resources/fields/ip.ts'
import { duration } from '../../kit/web/words.ts'

/** The nameservers for names that nginx looks up while it runs. */
export const resolver = z.strictObject({
  servers: z
    .array(
      z
        .string()
        .refine((value) => isIP(value) !== 0, 'the address of a nameserver is needed')
        .transform(canonicalIp),
    )
    .min(1)
    .describe('addresses of nameservers'),
  valid: duration.optional().describe('how long an answer counts; default: what the answer says (its TTL)'),
  timeout: duration.optional().describe("how long a nameserver has for its answer; nginx's default is 30 s"),
  ipv6: z.boolean().default(true).describe('whether addresses of IPv6 are asked for'),
})

export type Resolver = z.output<typeof resolver>

/** The settings of nginx.conf that no drop-in file can change. */
export const workers = z.strictObject({
  connections: z
    .int()
    .min(64)
    .max(1_000_000)
    .describe('connections of one worker (worker_connections); a proxied client needs two (rule 39)'),
  processes: z
    .union([z.literal('auto'), z.int().min(1).max(512)])
    .default('auto')
    .describe('workers (worker_processes); auto: one for each processor'),
  open_files: z
    .int()
    .min(64)
    .max(2_000_000)
    .optional()
    .describe('open files of one worker (worker_rlimit_nofile); default: twice its connections'),
})

export type Workers = z.output<typeof workers>
