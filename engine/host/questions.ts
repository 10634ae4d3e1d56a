import type { Secret } from '../secrets.ts'
import type { PausableTimeout } from './pausable-timeout.ts'

/** What a person is asked for. */
export interface Question {
  readonly kind: 'passphrase' | 'password' | 'sudo'
  /** A sentence without a colon, such as `Passphrase of /home/anna/.ssh/id_ed25519`. */
  readonly prompt: string
  /** What the answer opens: a key file, or `user@host`. */
  readonly subject: string
}

/** Answers without echo; rejects, or answers undefined, where the person gives up. */
export type Ask = (question: Question) => Promise<Secret | undefined>

/** Asks one question at a time, and each of them once however many hosts want to know. */
export class Questions {
  readonly #ask: Ask | undefined
  readonly #timeout: PausableTimeout
  readonly #answers = new Map<string, Promise<Secret | undefined>>()
  #last: Promise<unknown> = Promise.resolve()

  constructor(ask: Ask | undefined, timeout: PausableTimeout) {
    this.#ask = ask
    this.#timeout = timeout
  }

  /** False where nobody is there to answer. */
  get possible(): boolean {
    return this.#ask !== undefined
  }

  /** The answer given before, or now; undefined where there is nobody to ask. */
  once(question: Question): Promise<Secret | undefined> {
    const key = `${question.kind} ${question.subject}`
    const before = this.#answers.get(key)
    if (before) return before
    const answer = this.again(question)
    this.#answers.set(key, answer)
    return answer
  }

  /** Asks whether or not it was asked before. */
  again(question: Question): Promise<Secret | undefined> {
    const ask = this.#ask
    if (ask === undefined) return Promise.resolve(undefined)
    const turn = this.#timeout.pauseDuring(async () => {
      await this.#last
      return ask(question)
    })
    this.#last = turn.catch(() => undefined)
    return turn
  }
}
