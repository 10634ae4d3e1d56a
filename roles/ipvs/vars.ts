import { z } from 'zod'
import { refusingLegacyKeys } from '../../engine/errors/legacy-keys.ts'
import { notALine } from '../../engine/errors/legacy-values.ts'
import { checkRealServer, checkService, realServerKeys, serviceKeys, serviceName } from '../kit/ipvs/virtual-server.ts'
import { interfaceName, virtualAddress } from '../kit/vars/words.ts'
import { legacyRealServerNames, legacyServiceNames, legacyTopNames } from './legacy.ts'

const realServer = refusingLegacyKeys(
  z.strictObject(realServerKeys, { error: notALine('{ address: 10.0.0.21, weight: 1 }') }).superRefine(checkRealServer),
  legacyRealServerNames,
)

const service = z
  .strictObject({
    ...serviceKeys,
    real_servers: z
      .union([z.string(), z.array(realServer).min(1)])
      .describe('the name of a group, for its hosts; or a list. Nothing checks whether they are well'),
  })
  .superRefine(checkService)

/** One service of the IPVS table: its address, and its real servers. */
const virtualServer = refusingLegacyKeys(service, legacyServiceNames)

export type VirtualServer = z.output<typeof virtualServer>

const carried = z.union([
  virtualAddress.transform((written) => ({ address: written, interface: undefined })),
  z.strictObject({
    address: virtualAddress.describe('the address'),
    interface: interfaceName.optional().describe("default: the one in its network, else the host's own"),
  }),
])

/** An address that a director carries, and its interface, which the role finds if it is not written. */
export type Carried = z.output<typeof carried>

const shape = z.strictObject({
  virtual_servers: z.array(virtualServer).min(1).describe('the IPVS table'),
  vips: z
    .array(carried)
    .max(256)
    .optional()
    .describe(
      'the addresses that the director carries, each as text or with its interface; default: all vips of virtual_servers; needed if these are only firewall marks',
    ),
  gateway: carried
    .optional()
    .describe("mode nat: the real servers' default gateway, an inner address that the director also carries (rule 6)"),
  conntrack: z
    .boolean()
    .default(false)
    .describe('the firewall also tracks balanced connections: only if stateful rules or SNAT need it (rule 8)'),
  requests: z.int().min(1).max(10000).default(40).describe('how many requests the balance check makes'),
})

const consistent = shape.superRefine(({ virtual_servers, vips, gateway }, context) => {
  const names = virtual_servers.map(serviceName)
  names.forEach((name, index) => {
    if (names.indexOf(name) !== index)
      context.addIssue({ code: 'custom', path: ['virtual_servers', index], message: `"${name}" is there twice` })
  })
  if (vips === undefined && virtual_servers.every(({ fwmark }) => fwmark !== undefined))
    context.addIssue({
      code: 'custom',
      path: ['vips'],
      message:
        'firewall marks have no address: write the addresses that the director carries, or [] if it has them already',
    })
  if (gateway !== undefined && !virtual_servers.some((one) => one.mode === 'nat'))
    context.addIssue({ code: 'custom', path: ['gateway'], message: 'only real servers behind mode nat need it' })
})

/** The vars of the role. A wrong key, and a service that is there twice, are errors. */
export const ipvsVars = refusingLegacyKeys(consistent, legacyTopNames)

export type IpvsVars = z.output<typeof ipvsVars>
