import type { Secret } from '../secrets.ts'
import type { PausableTimeout } from './pausable-timeout.ts'

/** A question to the user. */
export interface Question {
  readonly kind: 'passphrase' | 'password' | 'sudo'
  /** A sentence without a colon, such as `Passphrase of /home/anna/.ssh/id_ed25519`. */
  readonly prompt: string
  /** The thing that the answer opens: a key file, or `user@host`. */
  readonly subject: string
}

/** Asks without echo; rejects, or resolves with undefined, if the user cancels. */
export type Ask = (question: Question) => Promise<Secret | undefined>

/** Asks one question at a time, and can ask each question once for all hosts. */
export class Questions {
  readonly #askUser: Ask | undefined
  readonly #timeout: PausableTimeout
  readonly #answers = new Map<string, Promise<Secret | undefined>>()
  #last: Promise<unknown> = Promise.resolve()

  constructor(ask: Ask | undefined, timeout: PausableTimeout) {
    this.#askUser = ask
    this.#timeout = timeout
  }

  /** False if there is no terminal. */
  get canAsk(): boolean {
    return this.#askUser !== undefined
  }

  /** The earlier answer to this question, or a new one; undefined if there is no terminal. */
  askOnce(question: Question): Promise<Secret | undefined> {
    const key = `${question.kind} ${question.subject}`
    const before = this.#answers.get(key)
    if (before) return before
    const answer = this.ask(question)
    this.#answers.set(key, answer)
    return answer
  }

  /** Asks even if the question was asked before. */
  ask(question: Question): Promise<Secret | undefined> {
    const askUser = this.#askUser
    if (askUser === undefined) return Promise.resolve(undefined)
    const turn = this.#timeout.pauseDuring(async () => {
      await this.#last
      return askUser(question)
    })
    this.#last = turn.catch(() => undefined)
    return turn
  }
}
