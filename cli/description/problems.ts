import { EvenkeelError, throwIfAny } from '../../engine/errors/error.ts'
import { errorsOf, inReadingOrder, whereText } from '../../engine/errors/source.ts'

/** Where of several hosts only some have a problem, this many of them are named. */
const MOST_NAMED = 3

/** Gathers what is wrong: the same problem of several hosts is one. */
export class Problems {
  readonly #found = new Map<
    string,
    { readonly error: EvenkeelError; readonly hosts: Set<string>; readonly of: number }
  >()

  add(errors: readonly EvenkeelError[], host?: { readonly name: string; readonly of: number }): void {
    for (const error of errors) {
      const key = JSON.stringify([whereText(error.where), error.message])
      const known = this.#found.get(key) ?? { error, hosts: new Set<string>(), of: host?.of ?? 0 }
      if (host !== undefined) known.hosts.add(host.name)
      this.#found.set(key, known)
    }
  }

  /** What `ask` answers, or nothing where it throws errors of ours, which are kept. */
  attempt<Answer>(ask: () => Answer, host?: { readonly name: string; readonly of: number }): Answer | undefined {
    try {
      return ask()
    } catch (thrown) {
      this.add(errorsOf(thrown), host)
      return undefined
    }
  }

  throwIfAny(): void {
    throwIfAny(
      inReadingOrder([...this.#found.values()].map(({ error, hosts, of }) => withHosts(error, [...hosts], of))),
    )
  }
}

function withHosts(error: EvenkeelError, hosts: readonly string[], of: number): EvenkeelError {
  const [host] = hosts
  // A message that names its host needs no more.
  const isTold = host !== undefined && hosts.length === 1 && error.message.includes(host)
  if (host === undefined || hosts.length === of || isTold) return error
  const shown = hosts.slice(0, MOST_NAMED).join(', ')
  const more = hosts.length > MOST_NAMED ? ` and ${hosts.length - MOST_NAMED} more` : ''
  const { code, where, excerpt, hint, cause } = error
  return new EvenkeelError(code, `${error.message} (on ${shown}${more})`, { where, excerpt, hint, cause, host })
}
