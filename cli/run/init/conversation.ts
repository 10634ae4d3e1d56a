import { EvenkeelError, throwIfAny } from '../../../engine/errors/error.ts'
import { errorAt, errorsOf } from '../../../engine/errors/source.ts'
import { allowedWords, answerText, readAnswer } from '../../init/answer-text.ts'
import type { Answer, AnswerKey, Answers } from '../../init/answers.ts'
import { allowedText, answerProblem, idleKeys } from '../../init/check-answer.ts'
import { type Choice, isAsked, type Question, type State } from '../../init/question.ts'
import { QUESTIONS } from '../../init/questions.ts'
import type { GivenAnswers } from '../../init/read-answers.ts'
import { topologyNamed } from '../../init/topologies/catalogue.ts'
import { BACK, type Prompter } from '../../view/init/prompter.ts'
import type { HostsSource } from './hosts-source.ts'
import type { Lookout } from './lookout.ts'

export interface ConversationOptions {
  readonly given: GivenAnswers
  /** The answers of an earlier start: they are offered. */
  readonly earlier: Answers
  /** Undefined without a terminal: a question without an answer is then an error. */
  readonly prompter: Prompter | undefined
  readonly lookout: Lookout
  readonly sourceOf: (answers: Answers) => Promise<HostsSource>
  /** Prints lines above a question. */
  readonly print: (lines: readonly string[]) => void
}

/** Asks all questions, forth and back. */
export class Conversation {
  readonly #options: ConversationOptions
  #answers: Answers = {}
  #given: Answers
  /** Offered for questions that are asked again. */
  #earlier: Answers
  #source: HostsSource = { existing: undefined, knownNames: [] }
  /** The keys that a person answered, in order: those that can be gone back to. */
  #path: readonly AnswerKey[] = []
  readonly #problems: EvenkeelError[] = []
  readonly #seenKeys = new Set<AnswerKey>()
  #next = 0

  constructor(options: ConversationOptions) {
    this.#options = options
    this.#earlier = options.earlier
    this.#given = options.given.answers
  }

  get state(): State {
    const { topology } = this.#answers
    return {
      answers: this.#answers,
      topology: topology === undefined ? undefined : topologyNamed(topology),
      ...this.#source,
      sights: this.#options.lookout.sights,
    }
  }

  /** The questions that a person answered, in order. */
  get answered(): readonly AnswerKey[] {
    return this.#path
  }

  /** Asks from the next question to the last. Throws all missing and wrong answers together if nobody can be asked. */
  async run(): Promise<State> {
    const { lookout } = this.#options
    for (;;) {
      for (; this.#next < QUESTIONS.length; this.#next++) {
        const question = QUESTIONS[this.#next]
        if (question !== undefined) await this.#handle(question)
      }
      this.#tellIdle()
      throwIfAny(this.#problems)
      await lookout.settle(() => this.state)
      const correct = lookout.takeCorrection()
      if (correct === undefined) return this.state
      this.#correct(correct)
    }
  }

  /** Goes back to a question; its answer and those after it are offered again. */
  goBackTo(key: AnswerKey): void {
    this.#next = QUESTIONS.findIndex((question) => question.key === key)
    const before = new Set(QUESTIONS.slice(0, this.#next).map((question) => question.key))
    this.#path = this.#path.filter((one) => before.has(one))
    this.#earlier = { ...this.#earlier, ...this.#answers }
    const kept = Object.entries(this.#answers).filter(([one]) => before.has(one as AnswerKey))
    this.#answers = Object.fromEntries(kept)
  }

  async #handle(question: Question): Promise<void> {
    const { lookout } = this.#options
    if (!isAsked(question, this.state)) return
    if (question.usesSights) await lookout.settle(() => this.state)
    const correct = lookout.takeCorrection()
    if (correct !== undefined) return this.#repeat(() => this.#correct(correct))
    this.#seenKeys.add(question.key)
    const answer = this.#givenTo(question) ?? (await this.#asked(question))
    if (answer === BACK) return this.#repeat(() => this.#back())
    if (answer === undefined) return
    this.#answers = { ...this.#answers, [question.key]: answer }
    await this.#follow(question)
  }

  /** Asks this question again, also if its answer was given; those after it follow, each offered again. */
  changeFrom(key: AnswerKey): void {
    this.#forgetGiven([key])
    this.goBackTo(key)
  }

  /** Goes to another question, which the loop comes to next. */
  #repeat(goTo: () => void): void {
    goTo()
    this.#next--
  }

  /** Asks again how to reach the hosts, also what was given. */
  #correct(key: AnswerKey): void {
    const [from, to] = [key, 'look'].map((one) => QUESTIONS.findIndex((question) => question.key === one))
    this.#forgetGiven(QUESTIONS.slice(from, to).map((question) => question.key))
    this.goBackTo(key)
  }

  #forgetGiven(keys: readonly AnswerKey[]): void {
    this.#earlier = { ...this.#earlier, ...this.#given }
    this.#given = Object.fromEntries(Object.entries(this.#given).filter(([one]) => !keys.includes(one as AnswerKey)))
  }

  #back(): void {
    const last = this.#path.at(-1)
    if (last !== undefined) this.goBackTo(last)
  }

  /** The answer of the file or the command line, if it fits. */
  #givenTo(question: Question): Answer | undefined {
    const { given, prompter, print } = this.#options
    const answer = this.#given[question.key]
    if (answer === undefined) return undefined
    const problem = answerProblem(question, answer, this.state)
    if (problem === undefined) return answer
    const place = given.places.get(question.key)
    if (prompter !== undefined) print([problem])
    else if (place !== undefined) this.#problems.push(errorAt(place, problem))
    return prompter === undefined ? answer : undefined
  }

  async #asked(question: Question): Promise<Answer | typeof BACK | undefined> {
    const { prompter, lookout } = this.#options
    const preset = this.#preset(question)
    if (prompter === undefined) {
      if (preset === undefined) this.#problems.push(missing(question, this.state))
      return preset
    }
    await lookout.tell(() => this.state)
    const answer = await ask(question, this.state, preset, this.#path.length > 0, this.#options)
    if (answer !== BACK) this.#path = [...this.#path, question.key]
    return answer
  }

  #preset(question: Question): Answer | undefined {
    const earlier = this.#earlier[question.key]
    if (earlier !== undefined && answerProblem(question, earlier, this.state) === undefined) return earlier
    return question.preset?.(this.state)
  }

  /** What an answer sets in motion. */
  async #follow({ key }: Question): Promise<void> {
    const { lookout } = this.#options
    if (key === 'hosts_from' || key === 'hosts_file') await this.#readSource(key)
    if (key === 'look' && this.#problems.length === 0) await lookout.start(this.state)
    if (key === 'vip' || key === 'gateway' || key === 'writer_vip') lookout.askArp(key, this.state)
  }

  async #readSource(key: AnswerKey): Promise<void> {
    const { prompter, print, sourceOf } = this.#options
    try {
      this.#source = await sourceOf(this.#answers)
    } catch (error) {
      const errors = errorsOf(error)
      if (prompter === undefined || this.#given[key] !== undefined) throw error
      print(errors.map(({ message }) => message))
      this.#repeat(() => this.#back())
    }
  }

  /** A given answer that nothing asks for may be a mistake: an error, or a remark if somebody has answered the rest. */
  #tellIdle(): void {
    const { given, prompter, print } = this.#options
    if (this.#answers.topology === undefined) return
    for (const key of idleKeys(given.places.keys(), this.#seenKeys)) {
      const place = given.places.get(key)
      const why = `${key}: the topology ${this.#answers.topology} does not ask this, with these answers`
      if (prompter !== undefined) print([why])
      else if (place !== undefined) this.#problems.push(errorAt(place, why))
    }
  }
}

function missing(question: Question, state: State): EvenkeelError {
  const { key } = question
  return new EvenkeelError('input', `The answer to "${key}" is missing: ${question.text(state)}`, {
    hint: `Write ${key}: … into the answers file, or give --set ${key}=…: ${allowedText(question, state)}`,
  })
}

/** Asks one question until the answer fits. */
async function ask(
  question: Question,
  state: State,
  preset: Answer | undefined,
  canGoBack: boolean,
  { prompter, print }: ConversationOptions,
): Promise<Answer | typeof BACK | undefined> {
  if (prompter === undefined) return undefined
  print(question.notes?.(state) ?? [])
  const { key } = question
  const usual = preset === undefined ? undefined : answerText(preset)
  const problem = (typed: string) => {
    const read = readAnswer(key, typed)
    return 'problem' in read ? `${read.problem}.` : answerProblem(question, read.value, state)
  }
  const choices = question.choices?.(state) ?? yesOrNo(key)
  const text = question.text(state)
  const typed =
    choices === undefined
      ? await prompter.type({ text, preset: usual, canGoBack, problem })
      : await prompter.choose({ text, choices, preset: usual, canGoBack })
  if (typed === BACK) return BACK
  const read = readAnswer(key, typed)
  return 'value' in read ? read.value : undefined
}

function yesOrNo(key: AnswerKey): readonly Choice[] | undefined {
  return allowedWords(key)?.join() === 'yes,no' ? YES_NO : undefined
}

const YES_NO: readonly Choice[] = [
  { value: 'yes', title: 'Yes' },
  { value: 'no', title: 'No' },
]
