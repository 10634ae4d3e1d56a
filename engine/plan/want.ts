import { EvenkeelError } from '../errors/error.ts'
import type { HostProfile } from '../host-profile.ts'
import type { Managed, ManagedEntry } from '../journal/managed.ts'
import { restore } from '../resources/registry.ts'
import { type Json, type Resource, sameState } from '../resources/resource.ts'

/** A resource and the state that it shall have on one host. */
export interface Want {
  readonly resource: Resource
  readonly to: Json
  /** `forgotten`: the playbook no longer describes it; `removed`: it does, and everything of the playbook goes back. */
  readonly reason: 'described' | 'forgotten' | 'removed' | 'rollback'
  /** The record of the resource on the host now. */
  readonly recorded: ManagedEntry | undefined
  /**
   * The record of the resource after the run. Without `found`, this run is the first to change the resource, and records
   * the state that it reads.
   */
  readonly nextRecord: (Omit<ManagedEntry, 'found'> & { readonly found?: Json | undefined }) | undefined
}

/** The wants of the description for one host. Throws `conflict` if another playbook describes a resource differently. */
export function wantDescribed(resources: readonly Resource[], profile: HostProfile, playbook: string): Want[] {
  const own = entriesOf(profile, playbook)
  return resources.map((resource) => {
    const recorded = own.get(resource.id)
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

/** Wants for resources that the playbook has recorded and no longer describes, the last made first. */
export function wantForgotten(
  describedIds: ReadonlySet<string>,
  profile: HostProfile,
  playbook: string,
  reason: 'forgotten' | 'removed' = 'forgotten',
): Want[] {
  const undescribed = [...entriesOf(profile, playbook).values()].filter((entry) => !describedIds.has(entry.id))
  return undescribed
    .filter((entry) => !isShared(entry, profile, playbook))
    .reverse()
    .map((entry) => ({
      resource: restore(entry.kind, entry.spec, { readableAfter: entry.readableAfter, exclusive: entry.givesWay }),
      to: entry.found,
      reason,
      recorded: entry,
      nextRecord: undefined,
    }))
}

/**
 * The playbook's record on a host after a run. Entries of `current` without a want stay in it: a rollback only has
 * wants for the resources that it takes back.
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

/** Returns the entry of another playbook that describes the same resource in the same way, if any. */
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

/** A resource of two playbooks stays until the last of them no longer describes it. */
function isShared(entry: ManagedEntry, profile: HostProfile, playbook: string): boolean {
  return profile.managed.some(
    (managed) => managed.playbook !== playbook && managed.entries.some(({ id }) => id === entry.id),
  )
}

function plain(spec: object): Json {
  return JSON.parse(JSON.stringify(spec)) as Json
}
