import { isDeepStrictEqual } from 'node:util'
import { EvenkeelError } from '../errors/error.ts'
import type { Survey } from '../probe.ts'
import type { Seal } from '../redaction.ts'
import { restore } from '../resources/registry.ts'
import type { Json, Reading, Resource } from '../resources/resource.ts'
import type { Action, Change } from './plan.ts'
import type { Want } from './want.ts'
import { type HostWork, type PlayWork, wantsOf } from './work.ts'

/** What is to be done about one want, now that the host was read. */
export interface Decision {
  readonly want: Want
  /** Null is absent; of a `?` it is what was read before the run. */
  readonly before: Json
  readonly after: Json
  readonly action: Action
  /** What must be there before it can be read again; only then its turn comes. */
  readonly notYet: string | undefined
}

/** Compares wants with what was read: only what differs, or cannot be told yet, becomes a decision. */
export function decide(wants: readonly Want[], survey: Survey): Decision[] {
  const decisions: Decision[] = []
  for (const want of wants) {
    const decision = decideOne(want, readingOf(survey, want), pendingAmong(decisions, want))
    if (decision !== undefined) decisions.push(decision)
  }
  return decisions
}

/** As {@link decide} for the work of one play, which may be about what an earlier play of the host brings along. */
export function decideWork(plays: readonly PlayWork[], { host, wants }: HostWork, survey: Survey): Decision[] {
  const own = new Set(wants)
  return decide(wantsOf(plays, host), survey).filter(({ want }) => own.has(want))
}

function decideOne(want: Want, reading: Reading<Json>, pending: string | undefined): Decision | undefined {
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
function pendingAmong(decisions: readonly Decision[], want: Want): string | undefined {
  const provider = want.resource.readableAfter
  if (provider === undefined || want.reason === 'forgotten') return undefined
  const pending = decisions.find((decision) => decision.want.resource.id === provider && decision.before === null)
  return pending && `known once ${pending.want.resource.kind} ${pending.want.resource.name} is there`
}

/** The change as plain data, with people's lines. */
export function changeOf(decision: Decision, survey: Survey, seal: Seal): Change {
  const { resource } = decision.want
  const preview = survey.previews.get(resource.id)
  const found = tellerOf(decision.want, decision.before)
  const [before, after] = [found.tell(decision.before, seal), resource.tell(decision.after, seal)]
  const beforeLines = found.describe(decision.before, preview)
  const afterLines = resource.describe(decision.after, preview)
  const isHidden = before !== decision.before && isDeepStrictEqual(beforeLines, afterLines)
  return {
    action: decision.action,
    id: resource.id,
    kind: resource.kind,
    name: resource.name,
    before,
    after,
    beforeLines,
    afterLines,
    notes: [...notesOf(decision, preview), ...(isHidden ? ['what differs is not shown: it holds a secret'] : [])],
    irreversible: resource.irreversible(decision.before, decision.after),
  }
}

/**
 * Who tells the state in which something is found. What the playbook no longer knows for a secret may still lie in it:
 * then its former description does.
 */
export function tellerOf({ resource, owned }: Want, state: Json): Resource {
  const holdsSecret = (one: Resource) => one.tell(state, () => '') !== state
  if (owned === undefined || holdsSecret(resource)) return resource
  const former = restore(owned.kind, owned.spec)
  return holdsSecret(former) ? former : resource
}

function notesOf(decision: Decision, preview: string | undefined): string[] {
  const notes = preview === undefined ? [] : [...decision.want.resource.notes(preview)]
  if (decision.action === '?' && decision.notYet !== undefined) notes.unshift(decision.notYet)
  if (decision.want.reason === 'forgotten') notes.unshift('no longer described: goes back to how it was found')
  return notes
}

export function readingOf(survey: Survey, want: Want): Reading<Json> {
  const reading = survey.readings.get(want.resource.id)
  if (reading === undefined) throw new EvenkeelError('bug', `${want.resource.id} was not read`)
  return reading
}

/** The state read, where what is not yet readable counts as absent. */
export function stateOf(reading: Reading<Json>): Json {
  return 'state' in reading ? reading.state : null
}
