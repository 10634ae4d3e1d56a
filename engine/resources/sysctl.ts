import { z } from 'zod'
import { type Sh, sh } from '../shell.ts'
import { makeResource, type Placement, type Resource, type ResourceType } from './resource.ts'

const spec = z.strictObject({
  name: z
    .string()
    .regex(
      /^[A-Za-z0-9_][A-Za-z0-9_-]*([./][A-Za-z0-9_:@-]+)+$/,
      'must be a key of sysctl, such as net.ipv4.ip_forward; a dot in an interface name is written as a slash',
    )
    .transform(dotted)
    .describe(
      'Name of the setting, as sysctl writes it: `net.ipv4.conf.eth0/100.arp_ignore` for the interface eth0.100.',
    ),
  value: z
    .union([z.number().int(), z.string().regex(/^[\x21-\x7e]+([ \t]+[\x21-\x7e]+)*$/, 'must be one line of words')])
    .transform((value) => String(value).replaceAll(/[ \t]+/g, ' '))
    .describe('Value, now and after every boot.'),
})

export type SysctlInput = z.input<typeof spec>
export type SysctlSpec = z.output<typeof spec>

/** Words of a value are separated by single spaces. */
export type SysctlState = { readonly live: string; readonly persisted: string | null }

export const sysctlType: ResourceType<SysctlInput, SysctlSpec, SysctlState> = {
  kind: 'sysctl',
  summary: "A kernel setting, live and in a file of its own that applies after the distribution's at boot.",
  spec,
  name: ({ name }) => name,
  desired: ({ value }) => ({ live: value, persisted: value }),
  probe: (spec) => sh`read_sysctl ${kernelPath(spec)} ${dropIn(spec)}`,
  parse(output, { name }) {
    if (output.trim() === 'missing') return { notYet: `the kernel has no ${name} (yet)` }
    const value = (word: string) => output.match(new RegExp(`^${word} (.*)$`, 'm'))?.[1]?.trim()
    return { state: { live: value('live') ?? '', persisted: value('persisted') ?? null } }
  },
  // After an undo the key may be gone together with the kernel module that brought it.
  holds: (to, read) => read === null && to !== null && to.persisted === null,
  converge(spec, _from, to) {
    if (to === null) return [sh`remove_file ${dropIn(spec)} never ''`]
    return [...persist(spec, to.persisted), ...setLive(spec, to.live)]
  },
}

function persist(spec: SysctlSpec, value: string | null): readonly Sh[] {
  if (value === null) return [sh`remove_file ${dropIn(spec)} never ''`]
  return [sh`write_lines ${dropIn(spec)} ${'# evenkeel'} ${`${spec.name} = ${value}`}`]
}

/** Does nothing if the key is gone together with its kernel module. */
function setLive(spec: SysctlSpec, value: string): readonly Sh[] {
  const path = kernelPath(spec)
  return [sh`if [ -e ${path} ]; then write_sysctl ${path} ${value}; fi`]
}

/** The name with dots: sysctl reads `a/b/c.d` and `a.b.c/d` as the same key. */
function dotted(name: string): string {
  return firstSeparator(name) === '/' ? swapped(name) : name
}

function firstSeparator(name: string): string | undefined {
  return name.match(/[./]/)?.[0]
}

function swapped(name: string): string {
  return name.replaceAll(/[./]/g, (separator) => (separator === '.' ? '/' : '.'))
}

function kernelPath({ name }: SysctlSpec): string {
  return `/proc/sys/${swapped(name)}`
}

/** Must sort after 99-sysctl.conf, through which distributions read /etc/sysctl.conf. */
function dropIn({ name }: SysctlSpec): string {
  return `/etc/sysctl.d/99-zz-evenkeel-${name.replaceAll('/', '@')}.conf`
}

export const sysctl = (input: SysctlInput, placement?: Placement): Resource =>
  makeResource(sysctlType, input, placement)
