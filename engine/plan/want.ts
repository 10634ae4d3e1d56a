import { EvenkeelError } from '../errors/error.ts'
import type { HostProfile } from '../host-profile.ts'
import type { Managed, ManagedEntry } from '../journal/managed.ts'
import { restore } from '../resources/registry.ts'
import { type Json, type Resource, sameState } from '../resources/resource.ts'

/** A resource and the state that it shall have on one host. */
export interface Want {
  readonly resource: Resource
  readonly to: Json
  readonly reason: 'described' | 'forgotten' | 'rollback'
  /** What the host remembers of it now. */
  readonly recorded: ManagedEntry | undefined
  /**
   * What the host shall remember of it afterwards. `found` is left out where this run is the first to touch it: then
   * it is the state that this run reads.
   */
  readonly nextRecord: (Omit<ManagedEntry, 'found'> & { readonly found?: Json | undefined }) | undefined
}

/** What the playbook describes for one host. Throws `conflict` where another playbook describes it differently. */
export function wantDescribed(resources: readonly Resource[], profile: HostProfile, playbook: string): Want[] {
  const mine = entriesOf(profile, playbook)
  return resources.map((resource) => {
    const recorded = mine.get(resource.id)
    const shared = refuseConflict(resource, profile, playbook)
    return {
      resource,
      to: resource.desired,
      reason: 'described',
      recorded,
      nextRecord: {
        kind: resource.kind,
        id: resource.id,
        spec: resource.spec,
        readableAfter: resource.readableAfter,
        ...(resource.placement.exclusive && { givesWay: true }),
        found: (recorded ?? shared)?.found,
      },
    }
  })
}

/** What the host remembers of the playbook and nobody describes any more, last made first. */
export function wantForgotten(describedIds: ReadonlySet<string>, profile: HostProfile, playbook: string): Want[] {
  const gone = [...entriesOf(profile, playbook).values()].filter((entry) => !describedIds.has(entry.id))
  return gone
    .filter((entry) => !isShared(entry, profile, playbook))
    .reverse()
    .map((entry) => ({
      resource: restore(entry.kind, entry.spec, { readableAfter: entry.readableAfter, exclusive: entry.givesWay }),
      to: entry.found,
      reason: 'forgotten',
      recorded: entry,
      nextRecord: undefined,
    }))
}

/**
 * The playbook's record on a host after a run. What of `current` is not among the wants stays in it: a rollback has
 * only wants for what it takes back.
 */
export function managedAfter(
  current: Managed | undefined,
  playbook: string,
  members: readonly string[],
  wants: readonly Want[],
  read: (id: string) => Json,
): Managed {
  const entries = new Map(current?.entries.map((entry) => [entry.id, entry]))
  for (const { resource, nextRecord } of wants) {
    entries.delete(resource.id)
    if (nextRecord !== undefined)
      entries.set(resource.id, {
        ...nextRecord,
        found: nextRecord.found === undefined ? read(resource.id) : nextRecord.found,
      })
  }
  return { playbook, members, entries: [...entries.values()] }
}

export function managedBy(profile: HostProfile, playbook: string): Managed | undefined {
  return profile.managed.find((managed) => managed.playbook === playbook)
}

function entriesOf(profile: HostProfile, playbook: string): Map<string, ManagedEntry> {
  return new Map(managedBy(profile, playbook)?.entries.map((entry) => [entry.id, entry]))
}

/** An entry of another playbook that describes the same resource in the same way, if any. */
function refuseConflict(resource: Resource, profile: HostProfile, playbook: string): ManagedEntry | undefined {
  const others = profile.managed.filter((managed) => managed.playbook !== playbook)
  for (const other of others) {
    const entry = other.entries.find(({ id }) => id === resource.id)
    if (entry === undefined) continue
    if (sameState(plain(entry.spec), plain(resource.spec))) return entry
    throw new EvenkeelError(
      'conflict',
      `Cannot manage ${resource.id} on ${profile.host}: the playbook "${other.playbook}" describes it differently`,
      {
        host: profile.host,
        hint: `Take it out of "${playbook}" or of "${other.playbook}" (and apply that one), or describe it equally in both.`,
      },
    )
  }
  return undefined
}

/** Two playbooks describe it: it stays while one of them does. */
function isShared(entry: ManagedEntry, profile: HostProfile, playbook: string): boolean {
  return profile.managed.some(
    (managed) => managed.playbook !== playbook && managed.entries.some(({ id }) => id === entry.id),
  )
}

function plain(spec: object): Json {
  return JSON.parse(JSON.stringify(spec)) as Json
}
