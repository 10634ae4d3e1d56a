import type { LocatedEntry } from '../engine/errors/document.ts'
import type { EvenkeelError } from '../engine/errors/error.ts'
import { errorAt, type Place } from '../engine/errors/source.ts'
import { nameProblem } from './names.ts'

export interface HostDraft {
  readonly name: string
  readonly place: Place
  readonly variables: Map<string, LocatedEntry>
}

export interface GroupDraft {
  readonly name: string
  readonly place: Place
  readonly hosts: Set<string>
  readonly children: Set<string>
  readonly parents: Set<string>
  readonly variables: Map<string, LocatedEntry>
}

/** The hosts and groups that a reader has collected so far; each may be mentioned any number of times. */
export class InventoryDraft {
  readonly hosts = new Map<string, HostDraft>()
  readonly groups = new Map<string, GroupDraft>()
  readonly problems: EvenkeelError[] = []

  host(name: string, place: Place): HostDraft {
    const known = this.hosts.get(name)
    if (known !== undefined) return known
    this.#note(nameProblem('host', name, place))
    const host: HostDraft = { name, place, variables: new Map() }
    this.hosts.set(name, host)
    return host
  }

  group(name: string, place: Place): GroupDraft {
    const known = this.groups.get(name)
    if (known !== undefined) return known
    this.#note(nameProblem('group', name, place))
    const group: GroupDraft = {
      name,
      place,
      hosts: new Set(),
      children: new Set(),
      parents: new Set(),
      variables: new Map(),
    }
    this.groups.set(name, group)
    return group
  }

  /** Puts a group into another; refuses a group that would contain itself. */
  adopt(parent: GroupDraft, child: GroupDraft, place: Place): void {
    const chain = this.#chain(child, parent.name, [], new Set())
    if (chain !== undefined) {
      this.problems.push(
        errorAt(place, `Group ${child.name} would contain itself: ${[...chain, child.name].join(' > ')}`),
      )
      return
    }
    parent.children.add(child.name)
    child.parents.add(parent.name)
  }

  /** The names from `group` down to `descendant`; undefined if there is no such path. */
  #chain(
    group: GroupDraft,
    descendant: string,
    above: readonly string[],
    seen: Set<string>,
  ): readonly string[] | undefined {
    const chain = [...above, group.name]
    if (group.name === descendant) return chain
    if (seen.has(group.name)) return undefined
    seen.add(group.name)
    for (const name of group.children) {
      const child = this.groups.get(name)
      const found = child === undefined ? undefined : this.#chain(child, descendant, chain, seen)
      if (found !== undefined) return found
    }
    return undefined
  }

  #note(problem: EvenkeelError | undefined): void {
    if (problem !== undefined) this.problems.push(problem)
  }
}
