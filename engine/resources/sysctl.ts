import { z } from 'zod'
import { type Sh, sh } from '../shell.ts'
import { makeResource, type Placement, type Resource, type ResourceType } from './resource.ts'
import { familyOf } from './sysctl/family.ts'

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
export type SysctlState = {
  readonly live: string
  readonly persisted: string | null
  /**
   * The settings that the kernel writes along with this one, by name; of the interfaces, those that differ from
   * `default`. Only what is read has it: a spec takes them as the kernel sets them.
   */
  readonly family?: Readonly<Record<string, string>>
}

export const sysctlType: ResourceType<SysctlInput, SysctlSpec, SysctlState> = {
  kind: 'sysctl',
  inseparable: true,
  summary:
    "A kernel setting, live and in a file of its own that applies after the distribution's at boot. Undo also restores the settings that the kernel writes along with it.",
  spec,
  name: ({ name }) => name,
  mayBring: () => false,
  desired: ({ value }) => ({ live: value, persisted: value }),
  probe(spec) {
    const read = sh`read_sysctl ${kernelPath(spec)} ${dropIn(spec)} ${formerDropIn(spec)} ${membersOf(spec)}`
    const record = recordOf(spec)
    return record === undefined ? read : sh`${read} && read_missing ${record}`
  },
  parse(output, { name }) {
    if (output.trim() === 'missing') return { notYet: `the kernel has no ${name} (yet)` }
    const value = (word: string) => output.match(new RegExp(`^${word} (.*)$`, 'm'))?.[1]?.trim()
    const family = parseFamily(output)
    return {
      state: {
        live: value('live') ?? '',
        persisted: value('persisted') ?? null,
        ...(Object.keys(family).length > 0 ? { family } : {}),
      },
    }
  },
  // After an undo the key may be gone together with the kernel module that brought it.
  holds(to, read, { value }) {
    if (to === null) return false
    if (read === null) return to.persisted === null
    const isSame = to.live === read.live && to.persisted === read.persisted
    return isSame && (to.live === value || isFamilyAsIn(to, read))
  },
  converge(spec, from, to) {
    if (to === null) return removeDropIns(spec)
    return [...persist(spec, to.persisted), ...setLive(spec, from, to)]
  },
  preview: () => sh`:`,
  stateLines: ({ live, persisted }) => [`live: ${live}`, `persisted: ${persisted ?? 'none'}`],
  notes(spec) {
    const members = familyOf(swapped(spec.name))
    return members.length === 0 ? [] : [`the kernel also writes ${members.map(dotted).join(', ')}; undo restores them`]
  },
}

function parseFamily(output: string): Record<string, string> {
  const members = [...output.matchAll(/^also \/proc\/sys\/(\S+) (.*)$/gm)]
  return Object.fromEntries(members.map(([, path = '', value = '']) => [swapped(path), value]))
}

/** An interface that was unlike `default` may be gone since. */
function isFamilyAsIn({ family: to }: SysctlState, { family: read = {} }: SysctlState): boolean {
  if (to === undefined) return true
  return Object.entries(read).every(([name, value]) => to[name] === value)
}

function persist(spec: SysctlSpec, value: string | null): readonly Sh[] {
  if (value === null) return removeDropIns(spec)
  const write = sh`write_lines ${dropIn(spec)} ${'# evenkeel'} ${`${spec.name} = ${value}`}`
  return formerDropIn(spec) === dropIn(spec) ? [write] : [write, sh`remove_file ${formerDropIn(spec)} never ''`]
}

function removeDropIns(spec: SysctlSpec): readonly Sh[] {
  return [...new Set([dropIn(spec), formerDropIn(spec)])].map((path) => sh`remove_file ${path} never ''`)
}

/**
 * Does nothing if the key is gone together with its kernel module. The family is restored if this resource has moved it:
 * that is, unless the setting was as described before.
 */
function setLive(spec: SysctlSpec, from: SysctlState | null, to: SysctlState): readonly Sh[] {
  const path = kernelPath(spec)
  const members = membersOf(spec)
  const wasMoved = to.live !== spec.value || from?.live !== to.live
  const put =
    to.family === undefined || !wasMoved
      ? sh`set_sysctl ${path} ${to.live} ${dropIn(spec)} ${members}`
      : sh`restore_sysctl ${path} ${to.live} ${dropIn(spec)} ${members.join(' ')} ${pairsOf(to.family)}`
  const record = recordOf(spec)
  const write = record === undefined ? put : sh`write_ipv6_switch ${record} ${path} ${to.live} ${put}`
  return [sh`if [ -e ${path} ]; then ${write}; fi`]
}

function pairsOf(family: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(family).flatMap(([name, value]) => [`/proc/sys/${swapped(name)}`, value])
}

function membersOf({ name }: SysctlSpec): readonly string[] {
  return familyOf(swapped(name)).map((path) => `/proc/sys/${path}`)
}

/** Where a host keeps the addresses and routes that go with this setting, if any do. */
function recordOf({ name }: SysctlSpec): string | undefined {
  const path = swapped(name)
  return /^net\/ipv6\/conf\/[^/]+\/(disable_ipv6|forwarding)$/.test(path)
    ? `networks/${path.replaceAll('/', '@')}`
    : undefined
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

/**
 * Must sort after 99-sysctl.conf, through which distributions read /etc/sysctl.conf. A setting that moves others sorts
 * before them, so that at boot too they end as they are described.
 */
function dropIn(spec: SysctlSpec): string {
  return dropInOf(spec, familyOf(swapped(spec.name)).length > 0 ? 'zy' : 'zz')
}

/** Where earlier releases wrote every setting; still read, and removed when the setting changes. */
function formerDropIn(spec: SysctlSpec): string {
  return dropInOf(spec, 'zz')
}

function dropInOf({ name }: SysctlSpec, place: 'zy' | 'zz'): string {
  return `/etc/sysctl.d/99-${place}-evenkeel-${name.replaceAll('/', '@')}.conf`
}

export const sysctl = (input: SysctlInput, placement?: Placement): Resource =>
  makeResource(sysctlType, input, placement)
