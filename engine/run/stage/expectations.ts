import type { Change } from '../../plan/change.ts'
import type { Resource } from '../../resources/resource.ts'
import { isSteady, type Mover, mayMove, runsOthers } from './movers.ts'

/** How a resource must still read right before its step. */
export interface Expectation {
  readonly id: string
  /** The digest of the probe's answer when the host was read for this stage. */
  readonly answer: string
  /**
   * `read`: as in the reading for this stage. `found`: also as in the run's first reading, or as after an earlier step that
   * may have moved it. `moved`: only as after an earlier step of this stage that may have moved it.
   */
  readonly how: 'read' | 'found' | 'moved'
  /** Whether a difference from the reading for this stage is told: there was content before. */
  readonly tells: boolean
}

/** A resource whose state is at one path: a file, a link or a directory. */
export interface AtPath {
  readonly id: string
  readonly path: string
}

/** What a step does with readings, besides its change. */
export interface StepReadings {
  readonly expected: Expectation | undefined
  /**
   * Ids of resources that this step may move, and that have their steps later: the host reads them before it, so that
   * nobody's change passes for the step's, and after it.
   */
  readonly before: readonly string[]
  readonly after: readonly string[]
  /** Of `after`, what programs of others may change: its state is kept before the step, and its undo brings it back. */
  readonly kept: readonly AtPath[]
  /** The resource of the step itself. */
  readonly own: AtPath | undefined
}

/** One step, as far as readings are concerned. */
export interface MovingStep {
  /** Undefined for a trigger. */
  readonly change: Change | undefined
  readonly movers: readonly Mover[]
}

/** @param pending the resources that later stages of the run change */
export function readingsOf(steps: readonly MovingStep[], pending: readonly Resource[]): StepReadings[] {
  const moved: Mover[] = []
  let justRead: readonly string[] = []
  return steps.map(({ change, movers }, index) => {
    const expected = change && expectationOf(change, moved)
    const own = change?.want.resource.id
    const later = [...steps.slice(index + 1).flatMap((step) => step.change?.want.resource ?? []), ...pending]
    const after = [...new Set(later.filter((one) => isMovedBy(movers, one)).map(({ id }) => id))]
    const before = after.filter((id) => id !== own && !justRead.includes(id))
    const kept = movers.some(runsOthers) ? later.filter(({ id }) => after.includes(id)).flatMap(atPath) : []
    justRead = after
    moved.push(...movers)
    return { expected, before, after, kept: uniqueOf(kept), own: change && atPath(change.want.resource)[0] }
  })
}

function expectationOf(
  { want: { resource }, answer, before }: Change,
  moved: readonly Mover[],
): Expectation | undefined {
  const isMoved = moved.some((mover) => mayMove(mover, resource))
  if (answer === undefined || (isMoved && !isSteady(resource))) return undefined
  // Whether a service runs may change by itself between two stages.
  const how = isMoved ? 'moved' : isSteady(resource) && resource.kind !== 'service' ? 'found' : 'read'
  return { id: resource.id, answer, how, tells: hasContent(resource) && before !== null }
}

function isMovedBy(movers: readonly Mover[], resource: Resource): boolean {
  return isSteady(resource) && movers.some((mover) => mayMove(mover, resource))
}

function atPath({ id, kind, name }: Resource): readonly AtPath[] {
  return kind === 'file' || kind === 'link' || kind === 'directory' ? [{ id, path: name }] : []
}

function uniqueOf(all: readonly AtPath[]): readonly AtPath[] {
  return [...new Map(all.map((one) => [one.id, one])).values()]
}

function hasContent({ kind }: Resource): boolean {
  return kind === 'file' || kind === 'certificate'
}
