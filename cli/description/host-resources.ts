import { createHash } from 'node:crypto'
import type { EvenkeelError } from '../../engine/errors/error.ts'
import { errorAt, whereText } from '../../engine/errors/source.ts'
import type { Resource } from '../../engine/resources/resource.ts'
import { Secret, Text } from '../../engine/secrets.ts'
import type { Author } from './compiled.ts'

interface Described {
  readonly author: Author
  readonly fingerprint: string
}

/** Everything that is described on one host: the same thing twice is once, two different ones are refused. */
export class HostResources {
  readonly conflicts: EvenkeelError[] = []
  readonly #host: string
  readonly #described = new Map<string, Described>()
  readonly #owners = new Map<string, Author>()

  constructor(host: string) {
    this.#host = host
  }

  /** Lets an author have what can have one owner on a host. */
  own(things: readonly string[], author: Author): void {
    for (const thing of things) {
      const owner = this.#owners.get(thing)
      if (owner === undefined) this.#owners.set(thing, author)
      else if (owner.title !== author.title) this.conflicts.push(rivalry(this.#host, thing, owner, author))
    }
  }

  /** Those of an author's resources that nobody described before. */
  add(resources: readonly Resource[], author: Author): readonly Resource[] {
    return resources.filter((resource) => {
      const before = this.#described.get(resource.id)
      const fingerprint = fingerprintOf(resource.spec)
      if (before === undefined) this.#described.set(resource.id, { author, fingerprint })
      else if (before.fingerprint !== fingerprint)
        this.conflicts.push(conflict(this.#host, resource.id, before.author, author))
      return before === undefined
    })
  }
}

function rivalry(host: string, thing: string, first: Author, second: Author): EvenkeelError {
  const at = whereText(first.place.source.location(first.place.offset))
  const message = `${host}: ${thing} can have one owner: ${first.title} (${at}) is, and ${second.title} wants to be`
  return errorAt(second.place, message, { code: 'conflict', hint: 'Leave it to one of the two.', host })
}

function conflict(host: string, id: string, first: Author, second: Author): EvenkeelError {
  const at = whereText(first.place.source.location(first.place.offset))
  const message = `${host}: ${id} is described twice and differently: by ${first.title} (${at}) and by ${second.title}`
  return errorAt(second.place, message, { code: 'conflict', hint: 'Remove one of the two, or make them equal.', host })
}

/** Tells two specs apart, their secrets and the bytes of files too, without holding any of these. */
export function fingerprintOf(spec: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(comparable(spec)))
    .digest('hex')
}

function comparable(value: unknown): unknown {
  if (value instanceof Secret || value instanceof Text) return `text ${digest(value.reveal())}`
  if (typeof value !== 'object' || value === null) return value
  if ('toJSON' in value && typeof value.toJSON === 'function') return comparable(value.toJSON())
  if (Array.isArray(value)) return value.map(comparable)
  const entries = Object.entries(value).map(([key, inner]) => [key, comparable(inner)] as const)
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)))
}

function digest(value: string): string {
  return createHash('sha256').update(value).digest('hex')
}
