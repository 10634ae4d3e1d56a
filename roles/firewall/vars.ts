import { z } from 'zod'
import { type LegacyKeys, refusingLegacyKeys } from '../../engine/errors/legacy-keys.ts'
import { interfaceName, port } from '../kit/vars/words.ts'

const described = z
  .strictObject({
    title: z.string().min(1).max(100).optional().describe('what it is for; only a title'),
    protocol: z
      .enum(['tcp', 'udp', 'vrrp', 'ipip'])
      .default('tcp')
      .describe('tcp and udp need a port, the others have none'),
    port: port.optional().describe('with tcp and udp'),
    from: z
      .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
      .optional()
      .describe('groups, hosts, addresses or networks that may connect; default: all'),
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
  'the firewall stays on or off as it is: the role opens what other roles need, and what you write into "open"'
const RULES = 'write open, a list: [{ port: 8080, from: real_servers }]'

/** Legacy keys: the words of tutorials, firewalld and iptables, each with what to write here instead (rule 51). */
const LEGACY: LegacyKeys = {
  state: STAYS,
  enabled: STAYS,
  disabled: STAYS,
  running: STAYS,
  stop: STAYS,
  service: STAYS,
  policy: 'the policy stays as it is: write what may come in into "open"',
  flush: 'the rules of others stay: write what may come in into "open"',
  iptables: RULES,
  rules: RULES,
  rich_rules: RULES,
  ports: RULES,
  services: RULES,
  zone: 'write interfaces: openings go into their zones',
}

const shape = z.strictObject({
  open: z.array(opening).default([]).describe('openings besides those that the roles of the host ask for'),
  interfaces: z
    .array(interfaceName)
    .min(1)
    .optional()
    .describe('interfaces of the openings; with firewalld, the interfaces whose zones get them; default: all'),
})

/** The vars of the role. */
export const firewallVars = refusingLegacyKeys(shape, LEGACY)

export type FirewallVars = z.output<typeof firewallVars>
