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

/** A resource that a run leaves as it is, and of which only the playbook's record changes. */
export interface RecordOnly {
  readonly id: string
  /** Why it stays, for the plan; undefined if nobody expects it to change. */
  readonly why?: string | undefined
  readonly recorded: ManagedEntry | undefined
  readonly nextRecord: ManagedEntry | undefined
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
        ...recorded,
        kind: resource.kind,
        id: resource.id,
        spec: resource.spec,
        readableAfter: resource.readableAfter,
        givesWay: resource.placement.exclusive ? true : undefined,
        found: (recorded ?? shared)?.found,
        brought: (recorded ?? shared)?.brought,
      },
    }
  })
}

/** What becomes of the resources that a playbook has recorded on a host and no longer describes. */
export interface Forgotten {
  /** The last made first. */
  readonly wants: readonly Want[]
  /** What another playbook describes, or what cannot go without something that stays. */
  readonly recordOnly: readonly RecordOnly[]
}

/** The resources that the playbook has recorded and no longer describes go back to how they were found, or stay. */
export function wantForgotten(
  describedIds: ReadonlySet<string>,
  profile: HostProfile,
  playbook: string,
  reason: 'forgotten' | 'removed' = 'forgotten',
): Forgotten {
  const own = entriesOf(profile, playbook)
  const stays = (id: string) =>
    describedIds.has(id) ? 'the playbook describes that' : whyOthersKeep(id, profile, playbook)
  const wants: Want[] = []
  const recordOnly: RecordOnly[] = []
  for (const entry of [...own.values()].filter(({ id }) => !describedIds.has(id)).reverse()) {
    const resource = restore(entry.kind, entry.spec, { readableAfter: entry.readableAfter, exclusive: entry.givesWay })
    const provider = own.get(entry.readableAfter ?? '')
    const back = stateToReturnTo(
      resource,
      entry.found,
      entry,
      provider?.found === null ? stays(provider.id) : undefined,
    )
    const why = whyOthersKeep(entry.id, profile, playbook) ?? back.why
    if (why !== undefined) recordOnly.push({ id: entry.id, why, recorded: entry, nextRecord: undefined })
    else wants.push({ resource, to: back.to, reason, recorded: entry, nextRecord: undefined })
  }
  return { wants, recordOnly }
}

/**
 * The state that a resource goes back to. If it was absent because its provider was, and the provider stays, that is
 * how the provider brought it.
 *
 * @param providerStays why the provider stays, if it does and was absent, too
 * @returns `why` if the resource has to stay as it is, with the reason
 */
export function stateToReturnTo(
  resource: Resource,
  before: Json,
  recorded: ManagedEntry | undefined,
  providerStays: string | undefined,
): { readonly to: Json; readonly why?: string } {
  if (before !== null || providerStays === undefined) return { to: before }
  if (recorded?.brought !== undefined) return { to: recorded.brought }
  if (!resource.inseparable) return { to: before }
  return { to: before, why: `it comes with ${resource.readableAfter}, which stays (${providerStays})` }
}

/** Why a resource stays that other playbooks have recorded, too; undefined if none has. */
export function whyOthersKeep(id: string, profile: HostProfile, playbook: string): string | undefined {
  const others = profile.managed.filter(
    (managed) => managed.playbook !== playbook && managed.entries.some((entry) => entry.id === id),
  )
  if (others.length === 0) return undefined
  const names = others.map((managed) => `"${managed.playbook}"`).join(' and ')
  return `the playbook ${names} describes it, too`
}

/** The states of a host's resources that its records keep. */
export interface StatesToRecord {
  /** As read before the run's first write. */
  readonly found: (id: string) => Json
  /** As a provider brought them along in this run. */
  readonly brought: ReadonlyMap<string, Json>
}

/**
 * The playbook's record on a host after a run. Entries of `current` without a want stay in it: a rollback only has
 * wants for the resources that it takes back.
 */
export function managedAfter(
  current: Managed | undefined,
  playbook: string,
  members: readonly string[],
  { wants, recordOnly = [] }: { readonly wants: readonly Want[]; readonly recordOnly?: readonly RecordOnly[] },
  states: StatesToRecord,
): Managed {
  const entries = new Map(current?.entries.map((entry) => [entry.id, entry]))
  for (const { id, nextRecord } of recordOnly) {
    entries.delete(id)
    if (nextRecord !== undefined) entries.set(id, nextRecord)
  }
  for (const want of wants) {
    entries.delete(want.resource.id)
    const entry = entryAfter(want, states)
    if (entry !== undefined) entries.set(entry.id, entry)
  }
  return { ...current, playbook, members, entries: [...entries.values()] }
}

/** The record of a want after a run: the first run that records a resource also records how it was found. */
export function entryAfter({ nextRecord }: Want, { found, brought }: StatesToRecord): ManagedEntry | undefined {
  if (nextRecord === undefined) return undefined
  if (nextRecord.found !== undefined) return { ...nextRecord, found: nextRecord.found }
  return { ...nextRecord, found: found(nextRecord.id), brought: brought.get(nextRecord.id) }
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

function plain(spec: object): Json {
  return JSON.parse(JSON.stringify(spec)) as Json
}
