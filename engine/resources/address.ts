import { z } from 'zod'
import { sh } from '../shell.ts'
import {
  type BootUnit,
  bootUnit,
  convergeUnit,
  keepUnit,
  parseUnit,
  probeUnit,
  type UnitFile,
  unitFileOf,
} from './boot-unit.ts'
import { interfaceName } from './fields.ts'
import { ipPrefix } from './ip.ts'
import { describe, type Placement, type Resource, type ResourceType } from './resource.ts'

const spec = z
  .strictObject({
    address: ipPrefix.describe('The address with its prefix length, such as 10.0.0.100/32.'),
    interface: interfaceName.describe('The interface that gets it, such as lo.'),
    label: z
      .string()
      .regex(/^[A-Za-z0-9_.:-]{1,15}$/, 'must be a label of at most 15 characters, such as lo:web')
      .optional()
      .describe("A label, as old tools show it; begins with the interface's name. IPv4 only."),
  })
  .refine(({ label, interface: device }) => label === undefined || label === device || label.startsWith(`${device}:`), {
    error: "must be the interface's name, a colon and a word, such as lo:web",
    path: ['label'],
  })

export type AddressInput = z.input<typeof spec>
export type AddressSpec = z.output<typeof spec>

export type AddressState = {
  readonly live: boolean
  /** The unit that adds it at boot. */
  readonly persisted: UnitFile | null
}

export const addressType: ResourceType<AddressInput, AddressSpec, AddressState> = {
  kind: 'address',
  claims: true,
  summary: 'An IP address on an interface, now and after every boot.',
  spec,
  name: ({ address, interface: device }) => `${address} on ${device}`,
  desired: (spec) => ({ live: true, persisted: unitFileOf(unitOf(spec)) }),
  probe: (spec) => sh`read_address ${spec.address} ${spec.interface} && ${probeUnit(unitOf(spec))}`,
  parse(output) {
    const state = { live: /^live yes$/m.test(output), persisted: parseUnit(output) }
    return { state: state.live || state.persisted !== null ? state : null }
  },
  describe: ({ live, persisted }) => [
    live ? 'on the interface' : 'not on the interface',
    persisted === null ? 'not added at boot' : 'added at boot',
  ],
  keep: (spec, { persisted }) => keepUnit(unitOf(spec), persisted),
  converge(spec, _from, to) {
    const persist = convergeUnit(unitOf(spec), to?.persisted ?? null)
    const { address, interface: device } = spec
    if (to?.live === true) return [sh`ip address replace ${addressWords(spec)}`, persist]
    return [persist, sh`remove_address ${address} ${device}`]
  },
}

function addressWords({ address, interface: device, label }: AddressSpec): readonly string[] {
  return [address, 'dev', device, ...(label === undefined ? [] : ['label', label])]
}

/** The loopback interface is there before any network; another one's own configuration may flush it. */
function unitOf(spec: AddressSpec): BootUnit {
  const { address, interface: device } = spec
  const command = `ip address replace ${addressWords(spec).join(' ')}`
  return bootUnit(`address-${address}-${device}`, `Address ${address} on ${device}`, command, device !== 'lo')
}

export const address = (input: AddressInput, placement?: Placement): Resource => describe(addressType, input, placement)
