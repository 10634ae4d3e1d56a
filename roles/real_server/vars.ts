import { z } from 'zod'
import { address, interfaceName } from '../vars/words.ts'

/** The vars of the role. */
export const realServerVars = z
  .strictObject({
    vip: address.optional().describe('the virtual address that it answers for'),
    vips: z.array(address).min(1).max(256).optional().describe('several of them, instead of vip'),
    mode: z.enum(['dr']).default('dr').describe('how packets reach it: dr, direct routing'),
    interface: interfaceName
      .optional()
      .describe("where requests come in; default: the one in the VIP's network, else the host's own"),
  })
  .refine((vars) => (vars.vip === undefined) !== (vars.vips === undefined), 'either vip or vips is needed')

export type RealServerVars = z.output<typeof realServerVars>

/** All its virtual addresses. */
export function vipsOf({ vip, vips }: RealServerVars): readonly string[] {
  return vips ?? (vip === undefined ? [] : [vip])
}
