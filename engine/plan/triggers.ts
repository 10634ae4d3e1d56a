import { restore } from '../resources/registry.ts'
import type { Trigger } from '../resources/resource.ts'
import type { Want } from './want.ts'
import type { HostWork } from './work.ts'

/** The reloads and restarts that these changes call for, each once. */
export function triggersFor(work: HostWork, changed: ReadonlySet<string>): Trigger[] {
  return allTriggers(work).filter(
    (trigger) => trigger.watches.some((id) => changed.has(id)) && !goesToo(trigger, work, changed),
  )
}

/**
 * A service whose watched files go together with the package that they need goes with it too: HAProxy, for one, fails
 * to reload without its file. `changed` are the ids of all that changes.
 */
export function goesToo(trigger: Trigger, work: HostWork, changed: ReadonlySet<string>): boolean {
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
  const before = want.owned === undefined ? [] : restore(want.owned.kind, want.owned.spec, {}).triggers
  return [...before, ...want.resource.triggers]
}
