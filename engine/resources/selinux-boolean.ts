import { z } from 'zod'
import { sh } from '../shell.ts'
import { makeResource, type Placement, type Resource, type ResourceType } from './resource.ts'

const spec = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9_]*$/, 'must be the name of a boolean of SELinux, such as haproxy_connect_any')
    .describe('The boolean, as getsebool -a lists it. A host without SELinux has nothing to change.'),
  value: z.boolean().default(true).describe('On or off, now and after every boot.'),
})

export type SelinuxBooleanInput = z.input<typeof spec>
export type SelinuxBooleanSpec = z.output<typeof spec>

type OnOff = 'on' | 'off'

/** `lasting` is the value after a boot; null if the host does not set it, and the policy's default applies. */
export type SelinuxBooleanState =
  | { readonly noSelinux: true }
  | { readonly live: OnOff; readonly lasting: OnOff | null }

export const selinuxBooleanType: ResourceType<SelinuxBooleanInput, SelinuxBooleanSpec, SelinuxBooleanState> = {
  kind: 'selinux_boolean',
  summary: 'A boolean of SELinux, now and after every boot, on hosts with SELinux. Never makes SELinux permissive.',
  spec,
  name: ({ name }) => name,
  desired: ({ value }) => ({ live: onOff(value), lasting: onOff(value) }),
  probe: ({ name }) => sh`read_selinux_boolean ${name}`,
  parse(output, { name }) {
    if (output.trim() === 'no SELinux') return { state: { noSelinux: true } }
    if (output.trim() === 'missing') return { notYet: `SELinux's policy has no ${name} (yet)` }
    const value = (word: string) => output.match(new RegExp(`^${word} (on|off)$`, 'm'))?.[1] as OnOff | undefined
    return { state: { live: value('live') ?? 'off', lasting: value('lasting') ?? null } }
  },
  stateLines: (state) =>
    'noSelinux' in state
      ? ['no SELinux here']
      : [
          `${state.live} now`,
          state.lasting === null ? "the policy's default after a boot" : `${state.lasting} after a boot`,
        ],
  holds(to, read) {
    if (to === null || read === null || 'noSelinux' in to || 'noSelinux' in read) return true
    // Without semanage a boolean cannot be unset: undo sets it to the value that it had before.
    return to.lasting === null && to.live === read.live && to.live === read.lasting
  },
  converge({ name }, _from, to) {
    if (to === null || 'noSelinux' in to) return []
    if (to.lasting === null) return [sh`forget_selinux_boolean ${name} ${to.live}`]
    if (to.lasting === to.live) return [sh`setsebool -P ${name} ${to.live}`]
    return [sh`setsebool -P ${name} ${to.lasting}`, sh`setsebool ${name} ${to.live}`]
  },
}

function onOff(value: boolean): OnOff {
  return value ? 'on' : 'off'
}

export const selinuxBoolean = (input: SelinuxBooleanInput, placement?: Placement): Resource =>
  makeResource(selinuxBooleanType, input, placement)
