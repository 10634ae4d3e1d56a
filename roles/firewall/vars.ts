import { z } from 'zod'
import { type LegacyKeys, refusingLegacyKeys } from '../../engine/errors/legacy-keys.ts'
import { interfaceName, port } from '../kit/vars/words.ts'

const described = z
  .strictObject({
    title: z.string().min(1).max(100).optional().describe('what it is for, for people'),
    protocol: z
      .enum(['tcp', 'udp', 'vrrp', 'ipip'])
      .default('tcp')
      .describe('tcp and udp need a port, the others have none'),
    port: port.optional().describe('with tcp and udp'),
    from: z
      .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
      .optional()
      .describe('who may come in: groups, hosts, addresses or networks; default: all'),
  })
  .refine(({ protocol, port }) => (protocol === 'tcp' || protocol === 'udp') === (port !== undefined), {
    path: ['port'],
    error: 'a port is needed with tcp and udp, and only there',
  })

const opening = refusingLegacyKeys(described, {
  service: 'write port: 80 for http, and the like',
  source: 'write from',
  proto: 'write protocol',
  dport: 'write port',
})

const STAYS =
  'the firewall stays on or off as it is: what roles need is opened in it, and "open" names what else is needed'
const RULES = 'write open, a list: [{ port: 8080, from: real_servers }]'

/** What tutorials switch off, or write in words of firewalld and iptables, and what stands here instead (rule 51). */
const LEGACY: LegacyKeys = {
  state: STAYS,
  enabled: STAYS,
  disabled: STAYS,
  running: STAYS,
  stop: STAYS,
  service: STAYS,
  policy: 'the policy stays as it is: "open" names what comes in besides',
  flush: 'the rules of others stay: "open" names what comes in besides',
  iptables: RULES,
  rules: RULES,
  rich_rules: RULES,
  ports: RULES,
  services: RULES,
  zone: 'write interfaces: what is opened goes into their zones',
}

const shape = z.strictObject({
  open: z.array(opening).default([]).describe('what comes in besides what the roles of the host ask for'),
  interfaces: z
    .array(interfaceName)
    .min(1)
    .optional()
    .describe('interfaces at which all of it comes in, or whose zones of firewalld get it; default: all'),
})

/** The vars of the role. */
export const firewallVars = refusingLegacyKeys(shape, LEGACY)

export type FirewallVars = z.output<typeof firewallVars>
