import { z } from 'zod'
import { type Sh, sh } from '../shell.ts'
import { makeResource, type Placement, type Resource, type ResourceType } from './resource.ts'

const spec = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_-]*$/, 'must be the name of a kernel module, such as ip_vs')
    .transform((name) => name.replaceAll('-', '_'))
    .describe('Name of the module; it is loaded now and at every boot (rule 14).'),
  options: z
    .string()
    .regex(/^[\x21-\x7e]+( [\x21-\x7e]+)*$/, 'must be one line of options')
    .optional()
    .describe('Options of the module, such as conn_tab_bits=20; they take effect when it is loaded the next time.'),
})

export type KernelModuleInput = z.input<typeof spec>
export type KernelModuleSpec = z.output<typeof spec>

export type KernelModuleState = {
  /** A module that is built into the kernel counts as loaded. */
  readonly loaded: boolean
  readonly atBoot: boolean
  readonly options: string | null
}

export const kernelModuleType: ResourceType<KernelModuleInput, KernelModuleSpec, KernelModuleState> = {
  kind: 'kernel_module',
  summary: 'A kernel module that is loaded, now and at every boot. Undo unloads it unless something uses it.',
  spec,
  name: ({ name }) => name,
  desired: ({ options }) => ({ loaded: true, atBoot: true, options: options ?? null }),
  probe: (spec) => sh`read_module ${spec.name} ${loadFile(spec)} ${optionsFile(spec)}`,
  parse(output) {
    const value = (word: string) => output.match(new RegExp(`^${word} (.*)$`, 'm'))?.[1]?.trim()
    const state = {
      loaded: value('loaded') === 'yes',
      atBoot: value('boot') === 'yes',
      options: value('options') ?? null,
    }
    return { state: state.loaded || state.atBoot || state.options !== null ? state : null }
  },
  // A module in use stays in the kernel until the next boot; nothing loads it then.
  holds: (to, read) => to === null && read !== null && !read.atBoot && read.options === null,
  converge(spec, _from, to) {
    const target = to ?? { loaded: false, atBoot: false, options: null }
    return [
      ...convergeFile(
        optionsFile(spec),
        target.options === null ? undefined : `options ${spec.name} ${target.options}`,
      ),
      ...convergeFile(loadFile(spec), target.atBoot ? spec.name : undefined),
      target.loaded ? sh`load_module ${spec.name}` : sh`unload_module ${spec.name}`,
    ]
  },
}

function convergeFile(path: string, line: string | undefined): readonly Sh[] {
  if (line === undefined) return [sh`remove_file ${path} never ''`]
  return [sh`write_lines ${path} ${'# evenkeel'} ${line}`]
}

function loadFile({ name }: KernelModuleSpec): string {
  return `/etc/modules-load.d/evenkeel-${name}.conf`
}

function optionsFile({ name }: KernelModuleSpec): string {
  return `/etc/modprobe.d/evenkeel-${name}.conf`
}

export const kernelModule = (input: KernelModuleInput, placement?: Placement): Resource =>
  makeResource(kernelModuleType, input, placement)
