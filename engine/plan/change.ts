import { isDeepStrictEqual } from 'node:util'
import { EvenkeelError } from '../errors/error.ts'
import type { HostReading } from '../probe.ts'
import type { Display } from '../resources/preview/content-lines.ts'
import { restore } from '../resources/registry.ts'
import type { Json, Reading, Resource } from '../resources/resource.ts'
import type { Action, PlannedChange } from './plan.ts'
import type { Want } from './want.ts'
import { type HostWork, type PlayWork, wantsOf } from './work.ts'

/** A want whose reading differs from it, or is not known yet. */
export interface Change {
  readonly want: Want
  /** Null is absent. For `?` it is the state read before the run. */
  readonly before: Json
  readonly after: Json
  readonly action: Action
  /** Why the resource is not readable yet, if it is not: it is read again, and changed, in a later stage. */
  readonly notYet: string | undefined
  /** The digest of the probe's answer; undefined if the resource is not readable yet. */
  readonly answer?: string | undefined
}

/** Compares wants with the reading: a want that differs, or is not known yet, becomes a change. */
export function changesFor(wants: readonly Want[], hostReading: HostReading): Change[] {
  const changes: Change[] = []
  for (const want of wants) {
    const change = changeFor(want, readingOf(hostReading, want), pendingAmong(changes, want))
    if (change === undefined) continue
    const answer = change.notYet === undefined ? hostReading.answers.get(want.resource.id) : undefined
    changes.push({ ...change, answer })
  }
  return changes
}

/** {@link changesFor} for the work of one play, which may depend on a package of an earlier play. */
export function changesForWork(
  plays: readonly PlayWork[],
  { host, wants }: HostWork,
  hostReading: HostReading,
): Change[] {
  const own = new Set(wants)
  return changesFor(wantsOf(plays, host), hostReading).filter(({ want }) => own.has(want))
}

function changeFor(want: Want, reading: Reading<Json>, pending: string | undefined): Change | undefined {
  const before = stateOf(reading)
  const notYet = 'notYet' in reading ? reading.notYet : pending
  const isSame = want.resource.holds(want.to, before)
  if (isSame && notYet === undefined) return undefined
  const isUncertain = isSame || 'notYet' in reading
  return { want, before, after: want.to, action: isUncertain ? '?' : actionOf(want, before), notYet }
}

function actionOf(want: Want, before: Json): Action {
  if (want.to === null || goesBack(want)) return '-'
  return before === null ? '+' : '~'
}

/** The want is the state in which evenkeel found the resource. */
function goesBack({ reason }: Want): boolean {
  return reason === 'forgotten' || reason === 'removed'
}

/** If another resource brings this one along, its state is not known until that resource is there. */
function pendingAmong(changes: readonly Change[], want: Want): string | undefined {
  const provider = want.resource.readableAfter
  if (provider === undefined || goesBack(want)) return undefined
  const pending = changes.find((change) => change.want.resource.id === provider && change.before === null)
  return pending && `known once ${pending.want.resource.kind} ${pending.want.resource.name} is there`
}

/** The change as plain data, with lines for people. */
export function plannedChangeOf(change: Change, hostReading: HostReading, display: Display): PlannedChange {
  const { redactDigest } = display
  const { resource } = change.want
  const preview = hostReading.previews.get(resource.id)
  const found = redactorOf(change.want, change.before)
  const [before, after] = [found.redacted(change.before, redactDigest), resource.redacted(change.after, redactDigest)]
  const beforeLines = found.stateLines(change.before, preview, display)
  const afterLines = resource.stateLines(change.after, preview, display)
  const isHidden = before !== change.before && isDeepStrictEqual(beforeLines, afterLines)
  return {
    action: change.action,
    id: resource.id,
    kind: resource.kind,
    name: resource.name,
    before,
    after,
    beforeLines,
    afterLines,
    notes: [...notesOf(change, preview), ...(isHidden ? ['the difference is not shown: it holds a secret'] : [])],
    irreversible: resource.irreversible(change.before, change.after),
  }
}

/** Chooses whose redaction applies: that of the recorded spec, if the state found may still hold its secret. */
export function redactorOf({ resource, recorded }: Want, state: Json): Resource {
  const holdsSecret = (one: Resource) => one.redacted(state, () => '') !== state
  if (recorded === undefined || holdsSecret(resource)) return resource
  const old = restore(recorded.kind, recorded.spec)
  return holdsSecret(old) ? old : resource
}

function notesOf(change: Change, preview: string | undefined): string[] {
  const notes = preview === undefined ? [] : [...change.want.resource.notes(preview)]
  if (change.action === '?' && change.notYet !== undefined) notes.unshift(change.notYet)
  const { reason, recorded, to, resource } = change.want
  if (reason === 'forgotten') notes.unshift('no longer described: goes back to how it was found')
  if (goesBack(change.want) && to !== recorded?.found)
    notes.unshift(`goes back to how ${resource.readableAfter} brought it: that stays`)
  return notes
}

export function readingOf(hostReading: HostReading, want: Want): Reading<Json> {
  const reading = hostReading.readings.get(want.resource.id)
  if (reading === undefined) throw new EvenkeelError('bug', `${want.resource.id} was not read`)
  return reading
}

/** The state of a reading; a resource that is not yet readable counts as absent. */
export function stateOf(reading: Reading<Json>): Json {
  return 'state' in reading ? reading.state : null
}
