import type { Secret } from '../secrets.ts'
import type { Questions } from './questions.ts'

export interface SudoLogin {
  readonly user: string
  readonly host: string
}

/** Whether sudo refused the password. */
interface Refusable {
  readonly refusedPassword: boolean
}

/** What became of the question for a password. */
export type Answered<Outcome> =
  | { readonly kind: 'tried'; readonly outcome: Outcome }
  /** `refusedOn`: on that host it was wrong, so that it is not offered to others; otherwise none was given. */
  | { readonly kind: 'none'; readonly refusedOn?: string }

/**
 * Passwords for sudo. A user's password is asked for once: the first host proves it, before the other hosts get it, so that a
 * slip counts on one host alone. Where it is refused nevertheless, that host's own one is asked for, once.
 */
export class SudoPasswords {
  readonly #questions: Questions
  /** By user, the password that some host has accepted. */
  readonly #proven = new Map<string, Secret>()
  /** By user, that nobody can give a password. */
  readonly #given = new Map<string, Answered<never>>()
  /** By user, the host that proves a password. */
  readonly #proving = new Map<string, Promise<unknown>>()
  readonly #ofHosts = new Map<string, Secret>()

  constructor(questions: Questions) {
    this.#questions = questions
  }

  /** Calls `attempt` with a password; a second time with another one if sudo refuses the first. */
  async use<Outcome extends Refusable>(
    login: SudoLogin,
    attempt: (password: Secret) => Promise<Outcome>,
  ): Promise<Answered<Outcome>> {
    const { user } = login
    const own = this.#ofHosts.get(keyOf(login))
    if (own !== undefined) return { kind: 'tried', outcome: await attempt(own) }
    while (!this.#isSettled(user) && this.#proving.has(user)) await this.#proving.get(user)?.catch(() => undefined)
    const given = this.#given.get(user)
    if (given !== undefined) return given
    const proven = this.#proven.get(user)
    if (proven !== undefined) return await this.#try(login, proven, attempt)
    const proof = this.#prove(login, attempt)
    this.#proving.set(user, proof)
    try {
      return await proof
    } finally {
      this.#proving.delete(user)
    }
  }

  #isSettled(user: string): boolean {
    return this.#proven.has(user) || this.#given.has(user)
  }

  async #prove<Outcome extends Refusable>(
    login: SudoLogin,
    attempt: (password: Secret) => Promise<Outcome>,
  ): Promise<Answered<Outcome>> {
    const { user, host } = login
    const password = await this.#ask(
      login,
      `Password of ${user} for sudo, on ${host} and on hosts that ask for it later`,
    )
    const answered = password === undefined ? ({ kind: 'none' } as const) : await this.#try(login, password, attempt)
    const accepted = this.#ofHosts.get(keyOf(login))
    if (accepted !== undefined) this.#proven.set(user, accepted)
    else this.#given.set(user, answered.kind === 'none' ? answered : { kind: 'none', refusedOn: host })
    return answered
  }

  async #try<Outcome extends Refusable>(
    login: SudoLogin,
    password: Secret,
    attempt: (password: Secret) => Promise<Outcome>,
  ): Promise<Answered<Outcome>> {
    const { user, host } = login
    const outcome = await this.#attempt(login, password, attempt)
    if (!outcome.refusedPassword) return { kind: 'tried', outcome }
    const other = await this.#ask(login, `Sudo refused it on ${host}. Password of ${user} on ${host}`)
    return { kind: 'tried', outcome: other === undefined ? outcome : await this.#attempt(login, other, attempt) }
  }

  async #attempt<Outcome extends Refusable>(
    login: SudoLogin,
    password: Secret,
    attempt: (password: Secret) => Promise<Outcome>,
  ): Promise<Outcome> {
    const outcome = await attempt(password)
    if (!outcome.refusedPassword) this.#ofHosts.set(keyOf(login), password)
    return outcome
  }

  /** Undefined if nothing was typed. */
  async #ask(login: SudoLogin, prompt: string): Promise<Secret | undefined> {
    const answer = await this.#questions.ask({ kind: 'sudo', prompt, subject: keyOf(login) })
    return answer?.reveal() === '' ? undefined : answer
  }
}

function keyOf({ user, host }: SudoLogin): string {
  return `${user}@${host}`
}
