import { isDeepStrictEqual } from 'node:util'
import { EvenkeelError } from '../errors/error.ts'
import type { HostReading } from '../probe.ts'
import type { DigestRedactor } from '../redaction.ts'
import { restore } from '../resources/registry.ts'
import type { Json, Reading, Resource } from '../resources/resource.ts'
import type { Action, PlannedChange } from './plan.ts'
import type { Want } from './want.ts'
import { type HostWork, type PlayWork, wantsOf } from './work.ts'

/** What is to be done about one want, now that the host was read. */
export interface Change {
  readonly want: Want
  /** Null is absent; of a `?` it is what was read before the run. */
  readonly before: Json
  readonly after: Json
  readonly action: Action
  /** What must be there before it can be read again; only then its turn comes. */
  readonly notYet: string | undefined
}

/** Compares wants with what was read: only what differs, or cannot be told yet, becomes a decision. */
export function changesFor(wants: readonly Want[], survey: HostReading): Change[] {
  const changes: Change[] = []
  for (const want of wants) {
    const change = changeFor(want, readingOf(survey, want), pendingAmong(changes, want))
    if (change !== undefined) changes.push(change)
  }
  return changes
}

/** As {@link changesFor} for the work of one play, which may be about what an earlier play of the host brings along. */
export function changesForWork(plays: readonly PlayWork[], { host, wants }: HostWork, survey: HostReading): Change[] {
  const own = new Set(wants)
  return changesFor(wantsOf(plays, host), survey).filter(({ want }) => own.has(want))
}

function changeFor(want: Want, reading: Reading<Json>, pending: string | undefined): Change | undefined {
  const before = stateOf(reading)
  const notYet = 'notYet' in reading ? reading.notYet : pending
  const isSame = want.resource.holds(want.to, before)
  if (isSame && notYet === undefined) return undefined
  const cannotTell = isSame || 'notYet' in reading
  return { want, before, after: want.to, action: cannotTell ? '?' : actionOf(want, before), notYet }
}

function actionOf(want: Want, before: Json): Action {
  if (want.to === null || want.reason === 'forgotten') return '-'
  return before === null ? '+' : '~'
}

/** A resource that another one brings along cannot be told while that one has yet to come. */
function pendingAmong(changes: readonly Change[], want: Want): string | undefined {
  const provider = want.resource.readableAfter
  if (provider === undefined || want.reason === 'forgotten') return undefined
  const pending = changes.find((change) => change.want.resource.id === provider && change.before === null)
  return pending && `known once ${pending.want.resource.kind} ${pending.want.resource.name} is there`
}

/** The change as plain data, with people's lines. */
export function plannedChangeOf(change: Change, survey: HostReading, redactDigest: DigestRedactor): PlannedChange {
  const { resource } = change.want
  const preview = survey.previews.get(resource.id)
  const found = redactorOf(change.want, change.before)
  const [before, after] = [found.redacted(change.before, redactDigest), resource.redacted(change.after, redactDigest)]
  const beforeLines = found.stateLines(change.before, preview)
  const afterLines = resource.stateLines(change.after, preview)
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
    notes: [...notesOf(change, preview), ...(isHidden ? ['what differs is not shown: it holds a secret'] : [])],
    irreversible: resource.irreversible(change.before, change.after),
  }
}

/**
 * Who tells the state in which something is found. What the playbook no longer knows for a secret may still lie in it:
 * then its former description does.
 */
export function redactorOf({ resource, recorded }: Want, state: Json): Resource {
  const holdsSecret = (one: Resource) => one.redacted(state, () => '') !== state
  if (recorded === undefined || holdsSecret(resource)) return resource
  const former = restore(recorded.kind, recorded.spec)
  return holdsSecret(former) ? former : resource
}

function notesOf(change: Change, preview: string | undefined): string[] {
  const notes = preview === undefined ? [] : [...change.want.resource.notes(preview)]
  if (change.action === '?' && change.notYet !== undefined) notes.unshift(change.notYet)
  if (change.want.reason === 'forgotten') notes.unshift('no longer described: goes back to how it was found')
  return notes
}

export function readingOf(survey: HostReading, want: Want): Reading<Json> {
  const reading = survey.readings.get(want.resource.id)
  if (reading === undefined) throw new EvenkeelError('bug', `${want.resource.id} was not read`)
  return reading
}

/** The state read, where what is not yet readable counts as absent. */
export function stateOf(reading: Reading<Json>): Json {
  return 'state' in reading ? reading.state : null
}
