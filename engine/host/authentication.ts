import type { Secret } from '../secrets.ts'

export interface AuthenticationRequest {
  readonly user: string
  /** The library's agent that offers the keys; undefined if there is none. */
  readonly keys: object | undefined
  /** Where the keys are from, for messages. */
  readonly sources: readonly string[]
  /** Undefined to try no password. */
  readonly password: (() => Promise<Secret | undefined>) | undefined
  /** The methods that the host last said it accepts; undefined if it has said none. */
  accepted(): readonly string[] | undefined
  /** Called with explanations for a later failure. */
  note(sentence: string): void
}

/** The note on a password that the host refused. */
export const WRONG_PASSWORD = 'it does not accept the password'

type Next = (method: object | false) => void

const PASSWORD_METHODS = ['password', 'keyboard-interactive']
/** More keys than these are only counted in messages. */
const MOST_NAMED = 5

/** Tries the keys, then asks once for the password, if that is allowed, with the method that the host accepts. */
export function authentication(request: AuthenticationRequest) {
  const { user: username, keys, password, note } = request
  // "none" returns the methods that the host accepts, if no key does.
  const first: object[] = keys === undefined ? [{ type: 'none', username }] : [{ type: 'agent', username, agent: keys }]
  let asked: string | undefined
  return (_accepted: unknown, _partial: unknown, next: Next): void => {
    const queued = first.shift()
    if (queued !== undefined) {
      next(queued)
      return
    }
    const method = PASSWORD_METHODS.find((one) => request.accepted()?.includes(one))
    if (asked !== undefined || password === undefined || method === undefined) {
      note(reason(request, asked))
      next(false)
      return
    }
    asked = WRONG_PASSWORD
    password().then(
      (secret) => {
        if (secret === undefined || secret.reveal() === '') asked = 'no password was given'
        next(
          secret === undefined || secret.reveal() === ''
            ? { type: 'none', username }
            : passwordMethod(method, username, secret),
        )
      },
      (error: Error) => {
        note(error.message)
        next(false)
      },
    )
  }
}

function reason({ sources, password, accepted }: AuthenticationRequest, asked: string | undefined): string {
  if (asked !== undefined) return asked
  const methods = accepted() ?? []
  const keys = aboutKeys(sources)
  if (PASSWORD_METHODS.some((one) => methods.includes(one)))
    return `${keys}; it accepts passwords, which --ask-password asks for`
  return password === undefined ? keys : `${keys}; it accepts no password, only ${methods.join(', ') || 'nothing'}`
}

function aboutKeys(sources: readonly string[]): string {
  if (sources.length === 0) return 'there is no key to offer'
  if (sources.length === 1) return `it does not accept the key ${sources[0]}`
  return `it accepts none of ${sources.length > MOST_NAMED ? `${sources.length} keys` : `the keys ${sources.join(', ')}`}`
}

function passwordMethod(method: string, username: string, secret: Secret): object {
  if (method === 'password') return { type: 'password', username, password: secret.reveal() }
  type Prompts = readonly { readonly echo?: boolean }[]
  const prompt = (_n: string, _i: string, _l: string, prompts: Prompts, answer: (all: string[]) => void) =>
    // A prompt with echo does not ask for the password.
    answer(prompts.map(({ echo }) => (echo ? '' : secret.reveal())))
  return { type: 'keyboard-interactive', username, prompt }
}
