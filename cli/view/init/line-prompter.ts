import { createInterface } from 'node:readline'
import { EvenkeelError } from '../../../engine/errors/error.ts'
import type { Io } from '../../io.ts'
import { clean } from '../clean.ts'
import { folded } from './folded.ts'
import { BACK, BACK_WORD, type ChoicePrompt, type Prompter, type TextPrompt } from './prompter.ts'

/** Asks by lines alone, which a screen reader reads and every terminal shows: no line is ever drawn again. */
export class LinePrompter implements Prompter {
  readonly #io: Io
  /** Lines that were typed ahead. */
  readonly #ahead: string[] = []

  constructor(io: Io) {
    this.#io = io
  }

  async choose({ text, choices, preset, canGoBack }: ChoicePrompt): Promise<string | typeof BACK> {
    choices.forEach(({ title, when }, index) => {
      const number = `${index + 1}`.padStart(3)
      this.#write(folded(`${title}${when === undefined ? '' : `: ${when}`}`, '     ', `${number}. `))
    })
    const chosen = (typed: string) =>
      choices.find(({ value }, index) => typed === value || typed === String(index + 1))?.value
    const answer = await this.type({
      text: `${text} (1 to ${choices.length})`,
      preset,
      canGoBack,
      problem: (typed) => (chosen(typed) === undefined ? `A number from 1 to ${choices.length} is needed.` : undefined),
    })
    return answer === BACK ? BACK : (chosen(answer) ?? answer)
  }

  async type({ text, preset, problem, canGoBack }: TextPrompt): Promise<string | typeof BACK> {
    for (;;) {
      const usual = preset === undefined || preset === '' ? '' : ` [${preset}]`
      this.#io.stderr.write(`${clean(`${text}${usual}`)} `)
      const typed = (await this.#line()).trim()
      if (typed === BACK_WORD && canGoBack) return BACK
      const answer = typed === '' ? (preset ?? '') : typed
      const why = problem(answer)
      if (why === undefined) return answer
      this.#write(why)
    }
  }

  #write(line: string): void {
    this.#io.stderr.write(`${clean(line)}\n`)
  }

  /** One line of standard input. Throws `declined` at its end, and after Ctrl-C. */
  async #line(): Promise<string> {
    const typed = this.#ahead.shift()
    if (typed !== undefined) return typed
    const { stdin, interrupted } = this.#io
    const line = Promise.withResolvers<void>()
    const leave = () => line.reject(new EvenkeelError('declined', 'Interrupted. Nothing was written.'))
    const reader = createInterface({ input: stdin, terminal: false })
    reader.on('line', (one) => this.#ahead.push(one))
    reader.once('line', () => line.resolve())
    reader.once('close', leave)
    interrupted.addEventListener('abort', leave, { once: true })
    if (interrupted.aborted) leave()
    try {
      await line.promise
      return this.#ahead.shift() ?? ''
    } finally {
      interrupted.removeEventListener('abort', leave)
      reader.close()
    }
  }
}
