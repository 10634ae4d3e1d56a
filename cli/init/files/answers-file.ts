import { ANSWER_KEYS, type Answers, answersSchema } from '../answers.ts'
import { modeline } from '../modeline.ts'
import { comment, lines, scalar } from '../playbook/text.ts'

/** The name of the answers file in the folder. */
export const ANSWERS_FILE = 'answers.yml'

/** The text of the answers file: no secret is an answer. */
export function answersText(answers: Answers): string {
  return lines(
    modeline('answers'),
    comment(
      'The answers that evenkeel init got. With --answers it asks nothing that stands here; in this folder it offers them again. Passwords are in secrets.yml only, encrypted.',
    ),
    ...ANSWER_KEYS.flatMap((key) => {
      const answer = answers[key]
      if (answer === undefined || key === 'overwrite') return []
      const described = answersSchema.shape[key].description
      return [`${key}: ${valueText(answer)}${described === undefined ? '' : ` # ${described}`}`]
    }),
    '',
  ).join('\n')
}

function valueText(answer: NonNullable<Answers[keyof Answers]>): string {
  if (Array.isArray(answer)) return `[${answer.map(scalar).join(', ')}]`
  return typeof answer === 'string' ? scalar(answer) : String(answer)
}
