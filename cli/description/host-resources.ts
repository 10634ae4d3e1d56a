import type { EvenkeelError } from '../../engine/errors/error.ts'
import { errorAt, whereText } from '../../engine/errors/source.ts'
import type { Resource } from '../../engine/resources/resource.ts'
import type { Author } from './compiled.ts'
import { specDigest } from './spec-digest.ts'

interface Described {
  readonly author: Author
  readonly digest: string
}

/** The resources described on one host. An equal one is added once; a different one with the same id is a conflict. */
export class HostResources {
  readonly conflicts: EvenkeelError[] = []
  readonly #host: string
  readonly #described = new Map<string, Described>()
  readonly #owners = new Map<string, Author>()

  constructor(host: string) {
    this.#host = host
  }

  /** Makes an author the owner of things that can have one owner on a host. */
  own(things: readonly string[], author: Author): void {
    for (const thing of things) {
      const owner = this.#owners.get(thing)
      if (owner === undefined) this.#owners.set(thing, author)
      else if (owner.title !== author.title) this.conflicts.push(twoOwners(this.#host, thing, owner, author))
    }
  }

  /** Adds an author's resources, and returns those that are new. */
  add(resources: readonly Resource[], author: Author): readonly Resource[] {
    return resources.filter((resource) => {
      const before = this.#described.get(resource.id)
      const digest = specDigest(resource.spec)
      if (before === undefined) this.#described.set(resource.id, { author, digest })
      else if (before.digest !== digest) this.conflicts.push(twoSpecs(this.#host, resource.id, before.author, author))
      return before === undefined
    })
  }
}

function twoOwners(host: string, thing: string, first: Author, second: Author): EvenkeelError {
  const at = whereText(first.place.source.location(first.place.offset))
  const message = `${host}: ${thing} can have one owner: ${first.title} (${at}) and ${second.title} both need it`
  return errorAt(second.place, message, { code: 'conflict', hint: 'Remove one of the two.', host })
}

function twoSpecs(host: string, id: string, first: Author, second: Author): EvenkeelError {
  const at = whereText(first.place.source.location(first.place.offset))
  const message = `${host}: ${id} is described twice and differently: by ${first.title} (${at}) and by ${second.title}`
  return errorAt(second.place, message, { code: 'conflict', hint: 'Remove one of the two, or make them equal.', host })
}
