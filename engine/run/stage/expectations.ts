import type { Change } from '../../plan/change.ts'
import type { Resource } from '../../resources/resource.ts'
import type { Sh } from '../../shell.ts'

/** A resource as it must still read right before its step. */
export interface Expectation {
  readonly id: string
  readonly probe: Sh
  /** The digest of the probe's answer when the host was read for this stage. */
  readonly answer: string
}

/** Only a change of the same path moves these, and what runs programs. */
const FILES = new Set(['file', 'directory', 'link', 'certificate'])

/** These change the kernel's settings and files of their own, and run nothing of others. */
const SETTINGS = new Set(['sysctl', 'kernel_module', 'address', 'interface', 'route', 'selinux_boolean', 'user'])

/**
 * The expectations of a stage, by resource. A resource that an earlier step of the stage may have moved has none: a package
 * brings files, a service starts others, a command does anything.
 */
export function expectationsOf(changes: readonly Change[]): Map<string, Expectation> {
  const expected = new Map<string, Expectation>()
  changes.forEach(({ want: { resource }, answer }, index) => {
    const earlier = changes.slice(0, index).map((change) => change.want.resource)
    if (answer !== undefined && !earlier.some((one) => mayMove(one, resource)))
      expected.set(resource.id, { id: resource.id, probe: resource.probe, answer })
  })
  return expected
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
