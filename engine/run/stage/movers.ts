import type { Resource } from '../../resources/resource.ts'

/** What a step does, as far as it may move the readings of others: a resource of some kind, or a trigger. */
export type Mover = Pick<Resource, 'kind' | 'name'>

/** Only a change of the same path moves these, and what runs programs. */
const FILES = new Set(['file', 'directory', 'link', 'certificate'])

/** These change the kernel's settings and files of their own, and run nothing of others. */
const SETTINGS = new Set(['sysctl', 'kernel_module', 'address', 'interface', 'route', 'selinux_boolean'])

/** These send statements to a running server, which move nothing else on the host. */
const STATEMENTS = new Set(['haproxy_server', 'database', 'database_account', 'replication_channel'])

/** Their readings stay as they are until somebody changes them; of a service, all but whether it runs. */
const STEADY = new Set([...FILES, 'user', 'package', 'service', 'selinux_boolean', 'rsyslog_module'])

/** Others change by themselves once a step has moved them: a route is learned, a command's guard asks a server that starts. */
export function isSteady({ kind }: Resource): boolean {
  return STEADY.has(kind)
}

/** Whether a step runs programs of others, which may change any file. */
export function runsOthers({ kind }: Mover): boolean {
  return !FILES.has(kind) && !SETTINGS.has(kind) && !STATEMENTS.has(kind)
}

/** Whether a resource may read differently after a step: a package brings files, a service starts others, a command does anything. */
export function mayMove(mover: Mover, resource: Resource): boolean {
  if (FILES.has(mover.kind))
    return FILES.has(resource.kind) ? areNested(mover.name, resource.name) : dependsOnFiles(resource)
  if (SETTINGS.has(mover.kind)) return !FILES.has(resource.kind) && resource.kind !== 'user'
  if (STATEMENTS.has(mover.kind)) return STATEMENTS.has(resource.kind) || resource.kind === 'command'
  // With its home and its mailbox.
  if (mover.kind === 'user') return resource.kind !== 'package' && !SETTINGS.has(resource.kind)
  return true
}

/** The guard of a command, the units of a service. */
function dependsOnFiles({ kind }: Resource): boolean {
  return !SETTINGS.has(kind) && kind !== 'package' && kind !== 'user'
}

/** A directory is made with those above it, and a link leads to others. */
function areNested(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`)
}
