import { z } from 'zod'
import { address, configName } from '../../kit/vars/words.ts'
import { duration } from './words.ts'

/** Name servers that HAProxy asks while it runs. */
export const resolvers = z
  .strictObject({
    name: configName.default('dns').describe('its name in servers'),
    nameservers: z.array(address).default([]).describe('addresses of name servers'),
    resolv_conf: z.boolean().default(false).describe("the host's own name servers, as they are when HAProxy loads"),
    retries: z.int().min(1).max(100).default(3).describe('how often to ask'),
    timeout: duration.default('1s').describe('until it asks again'),
    hold: duration.default('10s').describe('how long an answer counts'),
    payload: z.int().min(512).max(65535).default(8192).describe('the longest answer in bytes'),
  })
  .refine((one) => one.resolv_conf || one.nameservers.length > 0, 'nameservers or resolv_conf: true is needed')

export type Resolvers = z.output<typeof resolvers>
