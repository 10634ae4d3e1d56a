import { z } from 'zod'
import { refusingLegacyKeys } from '../../../engine/errors/legacy-keys.ts'
import { isVersion6 } from '../../kit/addresses.ts'
import { forwardingMode } from '../../kit/ipvs/virtual-server.ts'
import { address, addressWithPrefix, interfaceName, virtualAddress } from '../../kit/vars/words.ts'
import { legacyNames } from '../legacy.ts'
import { modeComplaints } from './modes.ts'

const network = addressWithPrefix.refine((written) => written.includes('/'), 'must be a network, such as 10.9.0.0/16')

/** A network that keeps a gateway of its own. */
const directRoute = z
  .strictObject({
    to: network.describe('the network, such as 10.9.0.0/16'),
    via: address.describe('its gateway'),
  })
  .refine(({ to, via }) => isVersion6(to) === isVersion6(via), {
    path: ['via'],
    error: 'must be of the same family, IPv4 or IPv6, as the network',
  })

const vipWord = z
  .string()
  .refine((value) => !value.includes('/'), 'write it without a prefix: on a real server it is /32 (rule 3)')
  .pipe(virtualAddress)

/** The interface where requests come in: never the loopback, although it carries the address. */
const ingress = interfaceName.refine(
  (value) => !/^lo(:|$)/.test(value),
  'leave it out, or write the interface of requests, such as eth0: the role puts the virtual address on lo (rule 1)',
)

const consistent = z
  .strictObject({
    vip: vipWord.optional().describe('the virtual address that it answers for'),
    vips: z.array(vipWord).min(1).max(256).optional().describe('several of them, instead of vip'),
    mode: forwardingMode
      .default('dr')
      .describe(
        'how packets reach it: direct routing, address translation, IP-in-IP tunnels; the same as in its virtual servers',
      ),
    interface: ingress
      .optional()
      .describe(
        "interface where requests come in; default: the one in the VIP's network, else the host's own; not with nat",
      ),
    gateway: address
      .optional()
      .describe('nat only: the inner virtual address of the directors, which becomes the default route (rule 6)'),
    direct: z
      .array(directRoute)
      .max(256)
      .default([])
      .describe("nat only: networks that keep a gateway of their own, such as the controller's"),
    mtu: z
      .int()
      .min(68)
      .max(65_515)
      .optional()
      .describe("tun only: the tunnel's MTU, the network's less 20 bytes; default 1480 (rule 5)"),
    directors: z
      .string()
      .optional()
      .describe('tun only: the group of the directors; a firewall lets tunnels in only from them'),
  })
  .refine((vars) => (vars.vip === undefined) !== (vars.vips === undefined), 'either vip or vips is needed')
  .superRefine((vars, context) => {
    for (const { key, message } of modeComplaints(vars)) context.addIssue({ code: 'custom', path: [key], message })
  })

/** The vars of the role. */
export const realServerVars = refusingLegacyKeys(consistent, legacyNames)

export type RealServerVars = z.output<typeof realServerVars>

/** All its virtual addresses. */
export function vipsOf({ vip, vips }: Pick<RealServerVars, 'vip' | 'vips'>): readonly string[] {
  return vips ?? (vip === undefined ? [] : [vip])
}

/** The interface that carries the virtual addresses; with nat the director keeps them. */
export function carrierOf({ mode }: Pick<RealServerVars, 'mode'>): 'lo' | 'tunl0' | undefined {
  if (mode === 'nat') return undefined
  return mode === 'tun' ? 'tunl0' : 'lo'
}
