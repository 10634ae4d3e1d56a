import { restore } from '../resources/registry.ts'
import type { Resource, Trigger } from '../resources/resource.ts'
import type { Change } from './change.ts'
import type { Want } from './want.ts'
import type { HostWork } from './work.ts'

/** The reloads and restarts that these changes need, each once. */
export function triggersFor(work: HostWork, changed: ReadonlySet<string>): Trigger[] {
  return allTriggers(work).filter(
    (trigger) =>
      trigger.watches.some((id) => changed.has(id)) &&
      !isRemovedWithPackage(trigger, work, changed) &&
      !isLeftStopped(trigger, work),
  )
}

/**
 * If a watched file is removed together with the package that it needs, the service is removed, too, and must not be
 * reloaded: HAProxy fails to reload without its file.
 *
 * @param changed ids of all resources that change
 */
export function isRemovedWithPackage(trigger: Trigger, work: HostWork, changed: ReadonlySet<string>): boolean {
  const removed = work.wants.filter(({ to, resource }) => to === null && changed.has(resource.id))
  const providers = new Set(removed.map(({ resource }) => resource.id))
  return removed.some(
    ({ resource }) =>
      trigger.watches.includes(resource.id) &&
      resource.readableAfter !== undefined &&
      providers.has(resource.readableAfter),
  )
}

/** Every service that declares the trigger is to be stopped, or goes: it needs no reload, and must not be started by one. */
export function isLeftStopped(trigger: Trigger, work: HostWork): boolean {
  const isTrigger = ({ title }: Trigger) => title === trigger.title
  const wants = work.wants.filter((want) => triggersOf(want).some(isTrigger))
  const watchers = (work.watchers ?? []).filter(({ id }) => !work.wants.some(({ resource }) => resource.id === id))
  return (
    wants.length > 0 &&
    wants.every(({ to, resource }) => to === null || resource.isStopped(to)) &&
    !watchers.some(({ triggers }) => triggers.some(isTrigger))
  )
}

/**
 * A service that starts after the last change that its trigger watches has read all of these changes, and needs no
 * reload. If its package is not installed yet, the package may start it earlier: then this returns false.
 */
export function isCoveredByStart(trigger: Trigger, changes: readonly Change[]): boolean {
  const last = changes.findLast(({ want: { resource } }) => concerns(resource, trigger))
  if (last === undefined || last.notYet !== undefined) return false
  const { resource } = last.want
  return !trigger.watches.includes(resource.id) && resource.starts(last.before, last.after)
}

/** The trigger watches the resource, or the resource is the service that declares the trigger. */
function concerns({ id, triggers }: Resource, trigger: Trigger): boolean {
  return trigger.watches.includes(id) || triggers.some(({ title }) => title === trigger.title)
}

/**
 * Every trigger that a host's resources declare, also in their recorded specs: a service still watches a file that is
 * no longer described.
 */
export function allTriggers(work: HostWork): Trigger[] {
  const merged = new Map<string, Trigger>()
  const declared = [...(work.watchers ?? []).flatMap((watcher) => watcher.triggers), ...work.wants.flatMap(triggersOf)]
  for (const trigger of declared) {
    const known = merged.get(trigger.title)
    const watches = [...new Set([...(known?.watches ?? []), ...trigger.watches])]
    merged.set(trigger.title, { ...trigger, watches })
  }
  return [...merged.values()]
}

function triggersOf(want: Want): readonly Trigger[] {
  const before = want.recorded === undefined ? [] : restore(want.recorded.kind, want.recorded.spec, {}).triggers
  return [...before, ...want.resource.triggers]
}
