import { z } from 'zod'
import { sh } from '../shell.ts'
import { type BootUnit, bootUnit } from './boot-units/boot-unit.ts'
import { type LiveAndAtBootState, liveAndAtBoot } from './boot-units/live-and-at-boot.ts'
import { interfaceName } from './fields/text.ts'
import { makeResource, type Placement, type Resource, type ResourceType } from './resource.ts'

const spec = z.strictObject({
  name: interfaceName.describe('The interface, such as tunl0.'),
  mtu: z.int().min(68).max(65_535).optional().describe('MTU in bytes. Default: left unchanged.'),
})

export type InterfaceInput = z.input<typeof spec>
export type InterfaceSpec = z.output<typeof spec>

/** Arguments of `ip link set`, such as `up mtu 1480`; null if there is no such interface. */
export type InterfaceState = LiveAndAtBootState<string | null>

export const interfaceType: ResourceType<InterfaceInput, InterfaceSpec, InterfaceState> = {
  kind: 'interface',
  summary:
    'A network interface that is up, now and after every boot. Write what creates it, such as a kernel module, before it.',
  spec,
  name: ({ name }) => name,
  ...liveAndAtBoot<InterfaceSpec, string | null>({
    absent: null,
    unitOf,
    desired: linkArgumentsOf,
    probe: ({ name }) => sh`read_interface ${name}`,
    parse(output, { mtu }) {
      const [, up, bytes] = output.match(/^live (up|down) (\d+)$/m) ?? []
      if (up === undefined) return null
      return mtu === undefined ? up : `${up} mtu ${bytes}`
    },
    describe: (live) => live ?? 'not there',
    put: ({ name }, live) => sh`set_interface ${name} ${(live ?? 'down').split(' ')}`,
    remove: ({ name }) => sh`remove_interface ${name}`,
  }),
  // An interface that is down may as well be absent: its kernel module decides that.
  holds: (to, read) => isDown(to) && isDown(read),
}

function isDown(state: InterfaceState | null): boolean {
  return state === null || (state.persisted === null && !(state.live ?? '').startsWith('up'))
}

function linkArgumentsOf({ mtu }: InterfaceSpec): string {
  return mtu === undefined ? 'up' : `up mtu ${mtu}`
}

function unitOf(spec: InterfaceSpec): BootUnit {
  const command = `ip link set dev ${spec.name} ${linkArgumentsOf(spec)}`
  return bootUnit({ topic: `interface-${spec.name}`, title: `Interface ${spec.name}`, command, afterNetwork: true })
}

export const networkInterface = (input: InterfaceInput, placement?: Placement): Resource =>
  makeResource(interfaceType, input, placement)
