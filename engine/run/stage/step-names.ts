import type { StepName } from '../../events.ts'
import type { Step } from './steps.ts'

/** A stage that has started. */
export interface StartedStage {
  readonly steps: readonly Step[]
  /** How many steps the plan has for later stages. */
  readonly laterSteps: number
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
  const laterSteps = direction === 'forward' ? ([...stages.values()].at(-1)?.laterSteps ?? 0) : 0
  return title === undefined ? undefined : { number: position + 1, of: counted.length + laterSteps, title, direction }
}

export function stepKey(stage: number, step: number): string {
  return `${stage} ${step}`
}
