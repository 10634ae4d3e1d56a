import { z } from 'zod'
import { refusingLegacyKeys } from '../../../engine/errors/legacy-keys.ts'
import { notALine } from '../../../engine/errors/legacy-values.ts'
import { isVersion6 } from '../../kit/addresses.ts'
import { checkRealServer, checkService, realServerKeys, serviceKeys } from '../../kit/ipvs/virtual-server.ts'
import { address, port } from '../../kit/vars/words.ts'
import { realServerNames, serverNames } from '../legacy/keys.ts'
import { legacyRealServerNames, legacyServerNames } from '../legacy/keywords.ts'
import { commandLine, word } from '../words.ts'
import { type Checker, checker, lacksPort } from './checker.ts'
import { keepalivedExtra } from './extra-lines.ts'

const listed = z
  .strictObject(
    {
      ...realServerKeys,
      check: checker.optional().describe("instead of the virtual server's"),
      inhibit_on_failure: z.boolean().optional().describe("instead of the virtual server's"),
      notify_up: commandLine.optional().describe('runs when it comes back'),
      notify_down: commandLine.optional().describe('runs when it fails'),
      extra: keepalivedExtra(legacyRealServerNames).optional().describe('further lines for the real_server'),
    },
    { error: notALine('{ address: 10.0.0.21, weight: 1 }') },
  )
  .superRefine(checkRealServer)

/** A real server in a list, instead of a group's name. */
const realServer = refusingLegacyKeys(listed, realServerNames)

export type DescribedRealServer = z.output<typeof realServer>

const sorryServer = z.strictObject(
  {
    address: address.describe('its address'),
    port: port.optional().describe("default: the virtual server's"),
    inhibit: z.boolean().default(false).describe('weight 0 instead of removal while it is not needed'),
  },
  { error: notALine('{ address: 127.0.0.1, port: 80 }') },
)

/** Keywords that every virtual_server has. */
const WRITTEN = ['delay_loop', 'protocol', 'warmup', 'quorum', 'hysteresis']

const service = z
  .strictObject({
    ...serviceKeys,
    real_servers: z
      .union([z.string(), z.array(realServer).min(1)])
      .describe('the name of a group, for its hosts; or a list'),
    check: checker.optional().describe('how real servers are checked; default: tcp, and none for udp and fwmark'),
    delay_loop: z
      .int()
      .min(1)
      .max(3600)
      .default(6)
      .describe("seconds between checks; keepalived's own default is 60 (rule 25)"),
    warmup: z.int().min(0).max(3600).default(1).describe('the first check comes at a random time within these seconds'),
    alpha: z.boolean().default(true).describe('real servers are down until their first check succeeds (rule 25)'),
    omega: z.boolean().default(false).describe('run quorum_down and notify_down when keepalived stops'),
    quorum: z.int().min(1).default(1).describe('total weight of live servers that the service needs'),
    hysteresis: z.int().min(0).default(0).describe('weight above and below quorum until it counts as regained or lost'),
    quorum_up: commandLine.optional().describe('runs when quorum is regained'),
    quorum_down: commandLine.optional().describe('runs when quorum is lost'),
    sorry_server: sorryServer.optional().describe('answers instead of all real servers while quorum is lost (rule 26)'),
    inhibit_on_failure: z
      .boolean()
      .default(false)
      .describe('a failed server gets weight 0 instead of being removed (rule 26)'),
    host: word.optional().describe('Host header of http and https checks'),
    extra: keepalivedExtra(legacyServerNames, WRITTEN).optional().describe('further lines for the virtual_server'),
  })
  .superRefine(checkService)
  .refine(
    ({ sorry_server: sorry, vip, mode }) =>
      !sorry || !vip || mode === 'tun' || isVersion6(sorry.address) === isVersion6(vip),
    {
      path: ['sorry_server', 'address'],
      error: 'must be of the same family, IPv4 or IPv6, as the vip',
    },
  )
  .refine(({ hysteresis, quorum }) => hysteresis < quorum, {
    path: ['hysteresis'],
    error: 'must be less than quorum: keepalived allows no other value',
  })

const withPorts = service.superRefine((one, context) => {
  if (one.fwmark === undefined) return
  const listed = typeof one.real_servers === 'string' ? [] : one.real_servers
  const complain = (check: Checker | undefined, ...path: (string | number)[]) => {
    if (check === undefined || !lacksPort(check)) return
    const message =
      'port is needed: a server behind a firewall mark has none, and keepalived would ask port 0 (rule 57)'
    context.addIssue({ code: 'custom', path: [...path, 'check'], message })
  }
  const isUsed = listed.length === 0 || listed.some(({ check, port }) => check === undefined && port === undefined)
  if (isUsed) complain(one.check)
  listed.forEach(({ check, port }, index) => {
    if (port === undefined) complain(check, 'real_servers', index)
  })
})

/** One service of the IPVS table: its address, and its real servers. */
export const virtualServer = refusingLegacyKeys(withPorts, serverNames)

export type VirtualServer = z.output<typeof virtualServer>
