import { EvenkeelError } from '../engine/errors/error.ts'
import { suggestion } from '../engine/errors/nearest.ts'
import { errorAt, type Place } from '../engine/errors/source.ts'
import type { Inventory } from './inventory.ts'

const MOST_STARS = 10
const INDEX = /^(?<name>[^[\]]+)\[(?<from>-?\d*)(?<range>:(?<to>-?\d*))?\]$/
/** Ansible reads `web[1-3]` like `web[1:3]`, and not like the names web1 to web3. */
const DASHED = /^(?<name>[^[\]]+)\[(?<from>\d+)-(?<to>\d+)\]$/

/**
 * The hosts that match a pattern, in the inventory's order: `web*`, `directors:web1`, `all:!web3`, `real_servers:&blue`,
 * `web[0]`, `web[0:2]` (both ends included), `~web\d` (a regular expression for the beginning of a name). Colons, commas and
 * blanks separate. Errors show the place `where`. Throws `input` for a name that is not in the inventory, and for an index
 * without a host; a glob and an expression may match nothing.
 */
export function matchHosts(inventory: Inventory, pattern: string, where?: Place): readonly string[] {
  const terms = termsOf(pattern)
  if (terms.length === 0) throw refusal(`"${pattern}" names no hosts`, where)
  const named = (sign: string) => terms.filter((term) => signOf(term) === sign).map((term) => term.slice(sign.length))
  const sets = (sign: string) => named(sign).map((term) => new Set(hostsOfTerm(inventory, term, where)))

  const [include, require, exclude] = [sets(''), sets('&'), sets('!')]
  const included = include.length === 0 ? new Set(inventory.hosts.keys()) : union(include)
  const excluded = union(exclude)
  return orderOf(inventory, terms).filter(
    (host) => included.has(host) && !excluded.has(host) && require.every((set) => set.has(host)),
  )
}

/** The hosts that a pattern excludes, as `!web3` does. */
export function excludedHosts(inventory: Inventory, pattern: string): ReadonlySet<string> {
  const excluded = termsOf(pattern).filter((term) => signOf(term) === '!')
  return new Set(excluded.flatMap((term) => hostsOfTerm(inventory, term.slice(1), undefined)))
}

/** Splits at colons, commas and blanks, but not inside an index. */
export function termsOf(pattern: string): readonly string[] {
  return pattern.match(/(?:[^:,\s[\]]|\[[^\]]*\]|[[\]])+/g) ?? []
}

function signOf(term: string): '' | '&' | '!' {
  const [sign] = term
  return sign === '&' || sign === '!' ? sign : ''
}

/** The order of the hosts: the group's own order if the pattern is one group, so that it agrees with its index. */
function orderOf(inventory: Inventory, terms: readonly string[]): readonly string[] {
  const [only] = terms.filter((term) => signOf(term) === '')
  const group = only === undefined ? undefined : inventory.groups.get(only)
  const alone = terms.filter((term) => signOf(term) === '').length === 1
  return alone && group !== undefined ? group.hosts : [...inventory.hosts.keys()]
}

function hostsOfTerm(inventory: Inventory, term: string, where: Place | undefined): readonly string[] {
  if (term.startsWith('~')) return hostsMatching(inventory, expressionOf(term, where))
  const known = hostsOfName(inventory, term)
  if (known !== undefined) return known
  const index = INDEX.exec(term)?.groups
  if (index?.name !== undefined) {
    const hosts = hostsOfTerm(inventory, index.name, where)
    const found = sliceOf(hosts, index)
    // As in Ansible: a host that is not there must not be taken for one that is, nor an exclusion for none.
    if (found.length === 0) throw refusal(`"${term}" names no host: ${countText(index.name, hosts.length)}`, where)
    return found
  }
  const dashed = DASHED.exec(term)?.groups
  if (dashed?.name !== undefined && hostsOfName(inventory, dashed.name) !== undefined)
    throw refusal(`"${term}" is not clear: Ansible counts the hosts of ${dashed.name} by it`, where, dashedHint(dashed))
  if (/[*?[\]]/.test(term)) return hostsOfGlob(inventory, term, where)
  if (term.startsWith('@')) throw refusal(`"${term}" names a file of hosts: only --limit reads it`, where)
  throw refusal(`The inventory ${inventory.path} has no group or host "${term}"`, where, hintFor(inventory, term))
}

function hostsOfName(inventory: Inventory, name: string): readonly string[] | undefined {
  if (name === 'all' || name === '*') return [...inventory.hosts.keys()]
  // A group that Ansible always has; here only where it has hosts.
  if (name === 'ungrouped') return inventory.groups.get(name)?.hosts ?? []
  return inventory.groups.get(name)?.hosts ?? (inventory.hosts.has(name) ? [name] : undefined)
}

function sliceOf(hosts: readonly string[], index: Record<string, string | undefined>): readonly string[] {
  const from = index.from === '' ? 0 : Number(index.from)
  if (index.range === undefined) return hosts.slice(from, from === -1 ? undefined : from + 1)
  const last = index.to === '' || index.to === undefined ? -1 : Number(index.to)
  return hosts.slice(from, last === -1 ? undefined : last + 1)
}

function countText(name: string, count: number): string {
  return `${name} has ${count} ${count === 1 ? 'host' : 'hosts'}, and the first is [0]`
}

function dashedHint({ name, from, to }: Record<string, string | undefined>): string {
  return `Write "${name}[${from}:${to}]" for hosts by their number, the first is 0, or "~${name}[${from}-${to}]" for names.`
}

function hostsOfGlob(inventory: Inventory, glob: string, where: Place | undefined): readonly string[] {
  return hostsMatching(inventory, matcherOf(glob, where))
}

function hostsMatching(inventory: Inventory, matches: (name: string) => boolean): readonly string[] {
  const groups = [...inventory.groups.values()].filter((group) => matches(group.name)).flatMap((group) => group.hosts)
  return [...groups, ...[...inventory.hosts.keys()].filter(matches)]
}

function matcherOf(glob: string, where: Place | undefined): (name: string) => boolean {
  // Each star multiplies the ways in which the expression can match a name.
  if (glob.replaceAll(/\*+/g, '*').split('*').length > MOST_STARS + 1)
    throw refusal(`"${glob}" has too many stars`, where)
  const source = glob.replaceAll(/\*+|\?|\[!?[\w-]+\]|[\s\S]/g, (part) => {
    if (part.startsWith('*')) return '.*'
    if (part === '?') return '.'
    return part.length > 1 ? part.replace('[!', '[^') : part.replace(/[^\w]/, '\\$&')
  })
  try {
    const expression = new RegExp(`^${source}$`, 's')
    return (name) => expression.test(name)
  } catch {
    throw refusal(`"${glob}" is not a pattern for hosts`, where)
  }
}

/** As in Ansible, the expression begins where the name does, and may end before it. */
function expressionOf(term: string, where: Place | undefined): (name: string) => boolean {
  const { ignoresCase, source = '' } = /^~(?<ignoresCase>\(\?i\))?(?<source>.*)$/s.exec(term)?.groups ?? {}
  try {
    const expression = new RegExp(`^(?:${source.replaceAll('(?P<', '(?<')})`, ignoresCase === undefined ? 'u' : 'iu')
    return (name) => expression.test(name)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.replace(/^.*: /s, '') : String(cause)
    throw refusal(`"${term}" is no regular expression: ${why}`, where)
  }
}

function union(sets: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  return new Set(sets.flatMap((set) => [...set]))
}

function hintFor(inventory: Inventory, name: string): string | undefined {
  return suggestion(name, [...inventory.groups.keys(), ...inventory.hosts.keys()])
}

function refusal(message: string, where: Place | undefined, hint?: string): EvenkeelError {
  return where === undefined ? new EvenkeelError('input', message, { hint }) : errorAt(where, message, { hint })
}
