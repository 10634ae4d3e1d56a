import type { Change } from '../../plan/change.ts'
import { allTriggers, goesToo, isCoveredByStart } from '../../plan/triggers.ts'
import type { HostWork } from '../../plan/work.ts'
import type { Trigger } from '../../resources/resource.ts'
import { type Sh, sh } from '../../shell.ts'

/** One step of a stage: what is put aside before it, what it does, and what takes it back. */
export interface Step {
  /** "+ file /etc/nginx/conf.d/shop.conf", "reload nginx". */
  readonly title: string
  readonly backup: readonly Sh[]
  readonly forward: readonly Sh[]
  readonly undo: readonly Sh[]
  /** Seconds that it may take in one direction; then its whole process group is ended. */
  readonly limit: number
}

const LIMIT = 300

/** What a stage of one host consists of. */
export interface StagePlan {
  readonly work: HostWork
  /** The decisions of this stage, in their order. */
  readonly changes: readonly Change[]
  /** Titles of the triggers for which earlier stages made changes, and which waited for more. */
  readonly waiting: ReadonlySet<string>
  /** Ids of the wants whose turn comes only in a later stage. */
  readonly later: ReadonlySet<string>
}

/**
 * Steps in the order of the decisions. A trigger runs once in each direction: forward after the last of what it
 * watches, and in undo after the last of them is back, which is before the first of them in this order.
 */
export function stepsOf(stage: StagePlan): Step[] {
  const triggers = allTriggers(stage.work)
  const order = orderOf(stage)
  const concerned = new Set([...order, ...stage.later])
  const due = triggers.filter(
    (trigger) =>
      isCalledFor(trigger, stage, order) && !hasMoreToCome(trigger, stage) && !goesToo(trigger, stage.work, concerned),
  )
  const steps: Step[] = []
  for (const change of stage.changes) {
    const id = change.want.resource.id
    steps.push(
      ...triggers
        .filter((trigger) => firstWatched(trigger, order) === id)
        .map((trigger) => undoStep(trigger, goesToo(trigger, stage.work, concerned))),
    )
    const called = due.filter((trigger) => lastConcerned(trigger, stage, order) === id)
    const covered = called.filter((trigger) => isCoveredByStart(trigger, stage.changes))
    steps.push(stepOf(change, covered, broughtAlong(change, stage)))
    steps.push(...called.filter((trigger) => !covered.includes(trigger)).map(forwardStep))
  }
  steps.push(...due.filter((trigger) => lastConcerned(trigger, stage, order) === undefined).map(forwardStep))
  return steps
}

/**
 * What comes along when something that goes now is brought back, and was not there beside it: such as the site that a
 * package brings, and that was taken away before. The plan has nothing to do about it, undo has.
 */
function broughtAlong({ want: provider, before, after }: Change, { work, changes, later }: StagePlan): Sh[] {
  if (before === null || after !== null) return []
  const changed = new Set([...later, ...changes.map(({ want }) => want.resource.id)])
  return work.wants
    .filter(({ resource, to }) => to === null && resource.readableAfter === provider.resource.id)
    .filter(({ resource }) => !changed.has(resource.id))
    .flatMap(({ resource }) => resource.converge(null, null))
}

/** `covered` are triggers that the start of a service makes needless, unless something else has started it meanwhile. */
function stepOf(change: Change, covered: readonly Trigger[], alsoUndo: readonly Sh[]): Step {
  const { want, before, after, action } = change
  const { resource } = want
  return {
    title: `${action} ${resource.kind} ${resource.name}`,
    backup: resource.backup(before),
    // Of a service that rests they do nothing.
    forward: [...covered.map(({ run }) => run), ...resource.converge(before, after)],
    undo: [...resource.converge(after, before), ...alsoUndo],
    limit: resource.timeout ?? LIMIT,
  }
}

function firstWatched(trigger: Trigger, order: readonly string[]): string | undefined {
  return order.find((id) => trigger.watches.includes(id))
}

/** Titles of the triggers that are called for, and wait for a later stage. */
export function waitingAfter(stage: StagePlan): Set<string> {
  const order = orderOf(stage)
  const waiting = allTriggers(stage.work).filter(
    (trigger) => isCalledFor(trigger, stage, order) && hasMoreToCome(trigger, stage),
  )
  return new Set(waiting.map(({ title }) => title))
}

function orderOf(stage: StagePlan): string[] {
  return stage.changes.map((change) => change.want.resource.id)
}

/** Something that it watches has changed, and it has not run for that yet. */
function isCalledFor(trigger: Trigger, stage: StagePlan, order: readonly string[]): boolean {
  return stage.waiting.has(trigger.title) || trigger.watches.some((id) => order.includes(id))
}

/** More of what it watches, or the service itself, is still to come. */
function hasMoreToCome(trigger: Trigger, stage: StagePlan): boolean {
  return [...stage.later].some((id) => trigger.watches.includes(id) || declares(stage, id, trigger))
}

/** The last of what it watches, or the service itself where that comes after them. */
function lastConcerned(trigger: Trigger, stage: StagePlan, order: readonly string[]): string | undefined {
  return order.findLast((id) => trigger.watches.includes(id) || declares(stage, id, trigger))
}

function declares(stage: StagePlan, id: string, trigger: Trigger): boolean {
  const want = stage.work.wants.find(({ resource }) => resource.id === id)
  return want?.resource.triggers.some(({ title }) => title === trigger.title) ?? false
}

function forwardStep(trigger: Trigger): Step {
  return {
    title: trigger.title,
    backup: [],
    forward: [sh`: > ${markOf(trigger)}`, trigger.run],
    undo: [],
    limit: LIMIT,
  }
}

/** What never ran forward needs no undo, a restart less; but what came back with its package knows only what that brings. */
function undoStep(trigger: Trigger, cameBack: boolean): Step {
  return {
    title: trigger.title,
    backup: [],
    forward: [],
    undo: cameBack ? [trigger.run] : [sh`test -e ${markOf(trigger)} || exit 0`, trigger.run],
    limit: LIMIT,
  }
}

function markOf(trigger: Trigger): Sh {
  return sh`"$EVENKEEL_RUN"/${`triggered ${trigger.title.replaceAll('/', ' ')}`}`
}
