import { type Answer, type AnswerKey, answersSchema } from './answers.ts'
import type { Question, State } from './question.ts'

/** Why a well-formed answer does not fit; undefined if it does. */
export function answerProblem(question: Question, answer: Answer, state: State): string | undefined {
  const choices = question.choices?.(state).map(({ value }) => value)
  if (choices !== undefined && !choices.includes(String(answer)))
    return `${question.key} must be ${choices.join(' or ')}: it is ${JSON.stringify(answer)}`
  const problem = question.problem?.(answer, state)
  return problem === undefined ? undefined : `${question.key}: ${problem}`
}

/** The allowed answers, for a message about one that is missing. */
export function allowedText(question: Question, state: State): string {
  const choices = question.choices?.(state)
  if (choices !== undefined) return `one of ${choices.map(({ value }) => value).join(', ')}`
  return answersSchema.shape[question.key].description ?? ''
}

/** Keys of answers that no question of this topology asks for. */
export function idleKeys(keys: Iterable<AnswerKey>, asked: ReadonlySet<AnswerKey>): readonly AnswerKey[] {
  return [...keys].filter((key) => key !== 'overwrite' && !asked.has(key))
}
