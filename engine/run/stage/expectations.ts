import type { Change } from '../../plan/change.ts'
import type { Resource } from '../../resources/resource.ts'
import type { Sh } from '../../shell.ts'

/** A resource as it must still read right before its step. */
export interface Expectation {
  readonly id: string
  readonly probe: Sh
  /** The digest of the probe's answer when the host was read for this stage. */
  readonly answer: string
  /** False if an earlier step may have moved it: then a difference is told, and what was there is kept. */
  readonly isStrict: boolean
}

/** Only a change of the same path moves these, and what runs programs. */
const FILES = new Set(['file', 'directory', 'link', 'certificate'])

/** These change the kernel's settings and files of their own, and run nothing of others. */
const SETTINGS = new Set(['sysctl', 'kernel_module', 'address', 'interface', 'route', 'selinux_boolean', 'user'])

/**
 * The expectations of a stage, by resource. A resource that an earlier step of the stage may have moved has none, as a package
 * brings files, a service starts others, and a command does anything; a file that was there before has a weaker one.
 */
export function expectationsOf(changes: readonly Change[]): Map<string, Expectation> {
  const expected = new Map<string, Expectation>()
  changes.forEach(({ want: { resource }, answer, before }, index) => {
    const earlier = changes.slice(0, index).map((change) => change.want.resource)
    const isStrict = !earlier.some((one) => mayMove(one, resource))
    if (answer === undefined || !(isStrict || (isContent(resource) && before !== null))) return
    expected.set(resource.id, { id: resource.id, probe: resource.probe, answer, isStrict })
  })
  return expected
}

function isContent({ kind }: Resource): boolean {
  return kind === 'file' || kind === 'certificate'
}

function mayMove(earlier: Resource, resource: Resource): boolean {
  if (FILES.has(earlier.kind))
    return FILES.has(resource.kind) ? areNested(earlier.name, resource.name) : runsOthers(resource)
  if (SETTINGS.has(earlier.kind)) return !FILES.has(resource.kind) && earlier.kind !== 'user'
  return true
}

/** Its reading depends on files: the guard of a command, the units of a service. */
function runsOthers({ kind }: Resource): boolean {
  return !SETTINGS.has(kind) && kind !== 'package'
}

/** A directory is made with those above it, and a link leads to others. */
function areNested(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`)
}
