import type { StepName } from '../../events.ts'
import type { Step } from './steps.ts'

/** A stage that was begun. */
export interface ToldStage {
  readonly steps: readonly Step[]
  /** How many steps the plan has for later stages. */
  readonly toCome: number
}

/** The stages of one host's run so far, by number. */
export type Stages = ReadonlyMap<number, ToldStage>

/**
 * How people are told of a step: counted over all stages, without the steps that do nothing in this direction (a
 * reload has a place of its own in each). Undefined for such a one. Forward, what is still to come counts too.
 */
export function stepNameOf(
  stages: Stages,
  stage: number,
  step: number,
  direction: StepName['direction'],
): StepName | undefined {
  const told = [...stages]
    .flatMap(([number, { steps }]) => steps.map((one, index) => ({ one, key: stepKey(number, index + 1) })))
    .filter(({ one }) => one[direction].length > 0)
  const position = told.findIndex(({ key }) => key === stepKey(stage, step))
  const title = told[position]?.one.title
  const toCome = direction === 'forward' ? ([...stages.values()].at(-1)?.toCome ?? 0) : 0
  return title === undefined ? undefined : { number: position + 1, of: told.length + toCome, title, direction }
}

export function stepKey(stage: number, step: number): string {
  return `${stage} ${step}`
}
