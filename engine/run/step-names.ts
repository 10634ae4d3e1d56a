import type { StepName } from '../events.ts'
import type { Step } from './steps.ts'

/** The stages of one host's run so far, by number. */
export type Stages = ReadonlyMap<number, readonly Step[]>

/**
 * How people are told of a step: counted over all stages, without the steps that do nothing in this direction (a
 * reload has a place of its own in each). Undefined for such a one.
 */
export function nameOf(
  stages: Stages,
  stage: number,
  step: number,
  direction: StepName['direction'],
): StepName | undefined {
  const told = [...stages]
    .filter(([number]) => number <= stage)
    .flatMap(([number, steps]) => steps.map((one, index) => ({ one, key: keyOf(number, index + 1) })))
    .filter(({ one }) => one[direction].length > 0)
  const position = told.findIndex(({ key }) => key === keyOf(stage, step))
  const title = told[position]?.one.title
  return title === undefined ? undefined : { number: position + 1, of: told.length, title, direction }
}

export function keyOf(stage: number, step: number): string {
  return `${stage} ${step}`
}
