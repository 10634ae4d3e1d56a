import { z } from 'zod'
import { interfaceName, port } from '../vars/words.ts'

const opening = z
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

/** What a tutorial switches off, and what stands here instead. */
const SWITCHES: Readonly<Record<string, string>> = {
  state: 'the firewall stays on or off as it is: what roles need is opened in it, and "open" names what else is needed',
  enabled:
    'the firewall stays on or off as it is: what roles need is opened in it, and "open" names what else is needed',
  policy: 'the policy stays as it is: "open" names what comes in besides',
  flush: 'the rules of others stay: "open" names what comes in besides',
}

/** The vars of the role. */
export const firewallVars = z.strictObject(
  {
    open: z.array(opening).default([]).describe('what comes in besides what the roles of the host ask for'),
    interfaces: z
      .array(interfaceName)
      .min(1)
      .optional()
      .describe('interfaces at which all of it comes in, or whose zones of firewalld get it; default: all'),
  },
  {
    error: (issue) => {
      if (issue.code !== 'unrecognized_keys') return undefined
      const key = issue.keys.find((one) => one in SWITCHES)
      return key === undefined ? undefined : `"${key}": ${SWITCHES[key]}`
    },
  },
)

export type FirewallVars = z.output<typeof firewallVars>
