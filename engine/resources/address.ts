import { z } from 'zod'
import { sh } from '../shell.ts'
import { type BootUnit, bootUnit } from './boot-units/boot-unit.ts'
import { type LiveAndAtBootState, liveAndAtBoot } from './boot-units/live-and-at-boot.ts'
import { ipPrefix } from './fields/ip.ts'
import { interfaceName } from './fields/text.ts'
import { makeResource, type Placement, type Resource, type ResourceType } from './resource.ts'

const spec = z
  .strictObject({
    address: ipPrefix.describe('The address with its prefix length, such as 10.0.0.100/32.'),
    interface: interfaceName.describe('The interface that gets the address, such as lo.'),
    label: z
      .string()
      .regex(/^[A-Za-z0-9_.:-]{1,15}$/, 'must be a label of at most 15 characters, such as lo:web')
      .optional()
      .describe('A label for ifconfig, such as lo:web. IPv4 only.'),
  })
  .refine(({ label, interface: device }) => label === undefined || label === device || label.startsWith(`${device}:`), {
    error: "must be the interface's name, a colon and a word, such as lo:web",
    path: ['label'],
  })

export type AddressInput = z.input<typeof spec>
export type AddressSpec = z.output<typeof spec>

export type AddressState = LiveAndAtBootState<boolean>

export const addressType: ResourceType<AddressInput, AddressSpec, AddressState> = {
  kind: 'address',
  exclusive: true,
  summary: 'An IP address on an interface, now and after every boot.',
  spec,
  name: ({ address, interface: device }) => `${address} on ${device}`,
  ...liveAndAtBoot<AddressSpec, boolean>({
    absent: false,
    unitOf,
    desired: () => true,
    probe: (spec) => sh`read_address ${spec.address} ${spec.interface}`,
    parse: (output) => /^live yes$/m.test(output),
    describe: (live) => (live ? 'on the interface' : 'not on the interface'),
    put: (spec) => sh`ip address replace ${addressWords(spec)}`,
    remove: (spec) => sh`remove_address ${spec.address} ${spec.interface}`,
  }),
}

function addressWords({ address, interface: device, label }: AddressSpec): readonly string[] {
  return [address, 'dev', device, ...(label === undefined ? [] : ['label', label])]
}

/** The unit of any interface but lo waits for the network's own configuration, which may flush addresses. */
function unitOf(spec: AddressSpec): BootUnit {
  const { address, interface: device } = spec
  const command = `ip address replace ${addressWords(spec).join(' ')}`
  return bootUnit({
    topic: `address-${address}-${device}`,
    title: `Address ${address} on ${device}`,
    command,
    afterNetwork: device !== 'lo',
  })
}

export const address = (input: AddressInput, placement?: Placement): Resource =>
  makeResource(addressType, input, placement)
