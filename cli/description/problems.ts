import { EvenkeelError, throwIfAny } from '../../engine/errors/error.ts'
import { errorsOf, inReadingOrder, whereText } from '../../engine/errors/source.ts'

/** If only some hosts have a problem, at most this many are named. */
const MOST_NAMED = 3

/** Collects errors. Equal errors of several hosts are merged. */
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

  /** Returns the result of `work`. If it throws our errors, adds them and returns undefined. */
  attempt<Result>(work: () => Result, host?: { readonly name: string; readonly of: number }): Result | undefined {
    try {
      return work()
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
  const isNamed = host !== undefined && hosts.length === 1 && error.message.includes(host)
  if (host === undefined || hosts.length === of || isNamed) return error
  const shown = hosts.slice(0, MOST_NAMED).join(', ')
  const more = hosts.length > MOST_NAMED ? ` and ${hosts.length - MOST_NAMED} more` : ''
  const { code, where, excerpt, hint, cause } = error
  return new EvenkeelError(code, `${error.message} (on ${shown}${more})`, { where, excerpt, hint, cause, host })
}
