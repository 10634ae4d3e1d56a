import type { StepName } from '../../events.ts'
import type { LaterSteps, Step } from './steps.ts'

/** A stage that has started. */
export interface StartedStage {
  readonly steps: readonly Step[]
  /** The steps that the plan has for later stages. */
  readonly laterSteps: LaterSteps
}

/** The stages of one host's run so far, by number. */
export type Stages = ReadonlyMap<number, StartedStage>

/**
 * The name and number of a step as people see it, counted over all stages; undefined if the step does nothing in this
 * direction. Such steps do not count: a reload is one step forward and another one in undo. Forward, the steps of later
 * stages count, too.
 */
export function stepNameOf(
  stages: Stages,
  stage: number,
  step: number,
  direction: StepName['direction'],
): StepName | undefined {
  const counted = [...stages]
    .flatMap(([number, { steps }]) => steps.map((one, index) => ({ one, key: stepKey(number, index + 1) })))
    .filter(({ one }) => one[direction].length > 0)
  const position = counted.findIndex(({ key }) => key === stepKey(stage, step))
  const title = counted[position]?.one.title
  if (title === undefined) return undefined
  const number = position + 1
  return direction === 'undo'
    ? { number, of: counted.length, title, direction }
    : { number, ...forwardTotal([...stages.values()]), title, direction }
}

/** A total that was exact does not shrink any more, whatever others change on the host meanwhile. */
function forwardTotal(stages: readonly StartedStage[]): Pick<StepName, 'of' | 'atMost'> {
  let done = 0
  let exact = 0
  let total = 0
  for (const { steps, laterSteps } of stages) {
    done += steps.filter(({ forward }) => forward.length > 0).length
    total = done + laterSteps.count
    if (!laterSteps.isAtMost) exact = Math.max(exact, total)
  }
  const isAtMost = stages.at(-1)?.laterSteps.isAtMost ?? false
  return isAtMost ? { of: total, atMost: true } : { of: exact }
}

export function stepKey(stage: number, step: number): string {
  return `${stage} ${step}`
}
