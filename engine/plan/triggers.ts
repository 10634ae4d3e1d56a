import { restore } from '../resources/registry.ts'
import type { Resource, Trigger } from '../resources/resource.ts'
import type { Change } from './change.ts'
import type { Want } from './want.ts'
import type { HostWork } from './work.ts'

/** The reloads and restarts that these changes call for, each once. */
export function triggersFor(work: HostWork, changed: ReadonlySet<string>): Trigger[] {
  return allTriggers(work).filter(
    (trigger) => trigger.watches.some((id) => changed.has(id)) && !isRemovedWithPackage(trigger, work, changed),
  )
}

/**
 * A service whose watched files go together with the package that they need goes with it too: HAProxy, for one, fails
 * to reload without its file. `changed` are the ids of all that changes.
 */
export function isRemovedWithPackage(trigger: Trigger, work: HostWork, changed: ReadonlySet<string>): boolean {
  const going = work.wants.filter(({ to, resource }) => to === null && changed.has(resource.id))
  const providers = new Set(going.map(({ resource }) => resource.id))
  return going.some(
    ({ resource }) =>
      trigger.watches.includes(resource.id) &&
      resource.readableAfter !== undefined &&
      providers.has(resource.readableAfter),
  )
}

/**
 * A service that is started after the last of what it watches has taken all of that in. Not known of one that a package
 * may start, as long as that is not there.
 */
export function isCoveredByStart(trigger: Trigger, changes: readonly Change[]): boolean {
  const last = changes.findLast(({ want: { resource } }) => concerns(resource, trigger))
  if (last === undefined || last.notYet !== undefined) return false
  const { resource } = last.want
  return !trigger.watches.includes(resource.id) && resource.starts(last.before, last.after)
}

/** It is watched by the trigger, or is the service that the trigger is of. */
function concerns({ id, triggers }: Resource, trigger: Trigger): boolean {
  return trigger.watches.includes(id) || triggers.some(({ title }) => title === trigger.title)
}

/**
 * Every trigger that a host's resources declare. A resource that is no longer described is still watched by what
 * watched it, so former specs count too.
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
