import type { Change } from '../../plan/change.ts'
import { allTriggers, isCoveredByStart, isLeftStopped, isRemovedWithPackage } from '../../plan/triggers.ts'
import type { HostWork } from '../../plan/work.ts'
import type { Resource, Trigger } from '../../resources/resource.ts'
import { type Sh, sh } from '../../shell.ts'
import { type MovingStep, readingsOf, type StepReadings } from './expectations.ts'
import type { Mover } from './movers.ts'

/** One step of a stage: its backup, then what it does forward, and its undo. */
export interface Step {
  /** "+ file /etc/nginx/conf.d/shop.conf", "reload nginx". */
  readonly title: string
  readonly backup: readonly Sh[]
  readonly readings?: StepReadings | undefined
  readonly forward: readonly Sh[]
  readonly undo: readonly Sh[]
  /** Seconds that the step may take in one direction; then its whole process group is killed. */
  readonly limit: number
}

/** Seconds, unless a resource says otherwise. */
export const LIMIT = 300

/** One stage of one host, before its steps are made. */
export interface StagePlan {
  readonly work: HostWork
  /** In the order in which they are made. */
  readonly changes: readonly Change[]
  /** Titles of the triggers that earlier stages called for and left to a later one. */
  readonly waiting: ReadonlySet<string>
  /** Ids of the wants that only a later stage changes. */
  readonly later: ReadonlySet<string>
  /** The resources that later stages of the run change. */
  readonly pending?: readonly Resource[] | undefined
}

/** A step that has its place, and what it may move. */
type PlacedStep = MovingStep & { readonly step: Step }

/**
 * Steps in the order of the changes. A trigger runs once in each direction: forward after the last change that it
 * watches, and in undo after the last of them is undone. Undo goes backwards, so that step stands before the first.
 */
export function stepsOf(stage: StagePlan): Step[] {
  const triggers = allTriggers(stage.work)
  const order = orderOf(stage)
  const changing = new Set([...order, ...stage.later])
  const due = triggers.filter(
    (trigger) =>
      isCalledFor(trigger, stage, order) &&
      !hasMoreToCome(trigger, stage) &&
      !isRemovedWithPackage(trigger, stage.work, changing),
  )
  const isStartedByUndo = (trigger: Trigger) =>
    isRemovedWithPackage(trigger, stage.work, changing) || isLeftStopped(trigger, stage.work)
  const placed: PlacedStep[] = []
  for (const change of stage.changes) {
    const id = change.want.resource.id
    placed.push(
      ...triggers
        .filter((trigger) => firstWatched(trigger, order) === id)
        .map((trigger) => undoStep(trigger, isStartedByUndo(trigger))),
    )
    const called = due.filter((trigger) => lastConcerned(trigger, stage, order) === id)
    const covered = called.filter((trigger) => isCoveredByStart(trigger, stage.changes))
    placed.push(stepOf(change, covered, undoOfBroughtAlong(change, stage)))
    placed.push(...called.filter((trigger) => !covered.includes(trigger)).map(forwardStep))
  }
  placed.push(...due.filter((trigger) => lastConcerned(trigger, stage, order) === undefined).map(forwardStep))
  const readings = readingsOf(placed, stage.pending ?? [])
  return placed.map(({ step }, index) => ({ ...step, readings: readings[index] }))
}

/**
 * Undo of the removal of a package also removes what the package brings along and what was absent before, such as a
 * site that an earlier run removed. The plan has no change for it, so only undo handles it.
 */
function undoOfBroughtAlong({ want: provider, before, after }: Change, { work, changes, later }: StagePlan): Sh[] {
  if (before === null || after !== null) return []
  const changed = new Set([...later, ...changes.map(({ want }) => want.resource.id)])
  return work.wants
    .filter(({ resource, to }) => to === null && resource.readableAfter === provider.resource.id)
    .filter(({ resource }) => !changed.has(resource.id))
    .flatMap(({ resource }) => [sh`direction=brought`, ...resource.converge(null, null)])
}

/** @param covered triggers that are only needed if something else has started the service in the meantime */
function stepOf(change: Change, covered: readonly Trigger[], alsoUndo: readonly Sh[]): PlacedStep {
  const { want, before, after, action } = change
  const { resource } = want
  const step: Step = {
    title: `${action} ${resource.kind} ${resource.name}`,
    backup: resource.backup(before),
    // The triggers do nothing if the service does not run.
    forward: [...covered.map(({ run }) => run), ...resource.converge(before, after)],
    undo: [...resource.converge(after, before), ...alsoUndo],
    limit: resource.timeout ?? LIMIT,
  }
  return { step, change, movers: [resource, ...covered.map(moverOf)] }
}

function moverOf({ title }: Trigger): Mover {
  return { kind: 'trigger', name: title }
}

function firstWatched(trigger: Trigger, order: readonly string[]): string | undefined {
  return order.find((id) => trigger.watches.includes(id))
}

/** Titles of the triggers that this stage, or an earlier one, calls for and leaves to a later stage. */
export function waitingAfter(stage: StagePlan): Set<string> {
  const order = orderOf(stage)
  const waiting = allTriggers(stage.work).filter(
    (trigger) => isCalledFor(trigger, stage, order) && hasMoreToCome(trigger, stage),
  )
  return new Set(waiting.map(({ title }) => title))
}

/** The steps that come after a stage. */
export interface LaterSteps {
  readonly count: number
  /** Fewer may come: something that could not be read yet may turn out to be as described. */
  readonly isAtMost: boolean
}

/**
 * Counts the steps that come after this stage, in its own work and in the work that follows on the host.
 *
 * @param expected the changes of the plan
 */
export function countLaterSteps(
  stage: StagePlan,
  following: readonly HostWork[],
  expected: readonly Change[],
): LaterSteps {
  const ownChanges = ({ wants }: HostWork) => expected.filter(({ want }) => wants.includes(want))
  const changes = ownChanges(stage.work).filter(({ want }) => stage.later.has(want.resource.id))
  const rest: StagePlan = { work: stage.work, changes, waiting: waitingAfter(stage), later: new Set() }
  const next = following.map(
    (work): StagePlan => ({ work, changes: ownChanges(work), waiting: new Set(), later: new Set() }),
  )
  const steps = [rest, ...next].flatMap(stepsOf).filter(({ forward }) => forward.length > 0)
  const isUncertain = [rest, ...next].some((one) => one.changes.some(({ notYet }) => notYet !== undefined))
  return { count: steps.length, isAtMost: isUncertain }
}

function orderOf(stage: StagePlan): string[] {
  return stage.changes.map((change) => change.want.resource.id)
}

/** Something that the trigger watches has changed, and the trigger has not run since. A service that stops needs none. */
function isCalledFor(trigger: Trigger, stage: StagePlan, order: readonly string[]): boolean {
  if (isLeftStopped(trigger, stage.work)) return false
  return stage.waiting.has(trigger.title) || trigger.watches.some((id) => order.includes(id))
}

/** A later stage changes more of what the trigger watches, or the service itself. */
function hasMoreToCome(trigger: Trigger, stage: StagePlan): boolean {
  return [...stage.later].some((id) => trigger.watches.includes(id) || declares(stage, id, trigger))
}

/** The last change that the trigger watches, or the change of the service itself if that comes later. */
function lastConcerned(trigger: Trigger, stage: StagePlan, order: readonly string[]): string | undefined {
  return order.findLast((id) => trigger.watches.includes(id) || declares(stage, id, trigger))
}

function declares(stage: StagePlan, id: string, trigger: Trigger): boolean {
  const want = stage.work.wants.find(({ resource }) => resource.id === id)
  return want?.resource.triggers.some(({ title }) => title === trigger.title) ?? false
}

function forwardStep(trigger: Trigger): PlacedStep {
  const step: Step = {
    title: trigger.title,
    backup: [],
    forward: [sh`: > ${markOf(trigger)}`, trigger.run],
    undo: [],
    limit: LIMIT,
  }
  return { step, change: undefined, movers: [moverOf(trigger)] }
}

/**
 * A trigger that never ran forward needs no undo, least of all a restart. The exception is a service that undo starts
 * again, or reinstalls with its package: it may have read the files as they were before the undo.
 */
function undoStep(trigger: Trigger, isStartedByUndo: boolean): PlacedStep {
  const step: Step = {
    title: trigger.title,
    backup: [],
    forward: [],
    undo: isStartedByUndo ? [trigger.run] : [sh`test -e ${markOf(trigger)} || exit 0`, trigger.run],
    limit: LIMIT,
  }
  return { step, change: undefined, movers: [] }
}

function markOf(trigger: Trigger): Sh {
  return sh`"$EVENKEEL_RUN"/${`triggered ${trigger.title.replaceAll('/', ' ')}`}`
}
