import input from '@inquirer/input'
import select from '@inquirer/select'
import { EvenkeelError } from '../../../engine/errors/error.ts'
import type { Io } from '../../io.ts'
import { clean } from '../clean.ts'
import { answered, streams } from '../questions.ts'
import { BACK, BACK_WORD, type ChoicePrompt, type Prompter, type TextPrompt } from './prompter.ts'

/** Rows of a list that are shown at a time. */
const ROWS = 14

/** Asks by lists that arrow keys move in, and by lines. */
export class ListPrompter implements Prompter {
  readonly #io: Io

  constructor(io: Io) {
    this.#io = io
  }

  async choose({ text, choices, preset, canGoBack }: ChoicePrompt): Promise<string | typeof BACK> {
    const rows = choices.map(({ value, title, when }) => ({
      value,
      name: clean(title),
      short: value,
      ...(when === undefined ? {} : { description: clean(when) }),
    }))
    const back = { value: BACK_WORD, name: `${BACK_WORD} back`, short: 'back' }
    const answer = await answered(
      select(
        {
          message: clean(text),
          choices: canGoBack ? [...rows, back] : rows,
          pageSize: ROWS,
          loop: false,
          ...(preset === undefined ? {} : { default: preset }),
        },
        streams(this.#io),
      ),
      undefined,
    )
    return answerOf(answer)
  }

  async type({ text, preset, problem, canGoBack }: TextPrompt): Promise<string | typeof BACK> {
    const answer = await answered(
      input(
        {
          message: clean(text),
          ...(preset === undefined || preset === '' ? {} : { default: preset }),
          validate: (typed) => (canGoBack && typed.trim() === BACK_WORD) || problem(typed) || true,
        },
        streams(this.#io),
      ),
      undefined,
    )
    return answerOf(answer)
  }
}

function answerOf(answer: string | undefined): string | typeof BACK {
  if (answer === undefined) throw new EvenkeelError('declined', 'Interrupted. Nothing was written.')
  return answer.trim() === BACK_WORD ? BACK : answer
}
