import { parseDirectives, unquoted } from './directives.ts'
import { type OwnLines, revealed } from './own-text.ts'

/** The upstreams that `extra` beside the sites has; undefined if an include may bring others. */
export function ownUpstreams(extra: OwnLines | undefined): readonly string[] | undefined {
  const all = parseDirectives(revealed(extra))
  if (all.some(({ name }) => name === 'include')) return undefined
  return all.filter(({ name }) => name === 'upstream').flatMap(({ words: [name = ''] }) => unquoted(name))
}
