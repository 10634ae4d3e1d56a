import { allDirectives, parseDirectives } from './directives.ts'
import { type OwnLines, revealed } from './own-text.ts'

/** Whether lines of the user's own have one of these directives outside blocks, or an include that may bring it. */
export function namesDirective(own: OwnLines | undefined, ...names: readonly string[]): boolean {
  return parseDirectives(revealed(own)).some(({ name }) => name === 'include' || names.includes(name))
}

/** The files that lines of the user's own include, at any depth. */
export function includesIn(...own: readonly (OwnLines | undefined)[]): readonly string[] {
  const found = own.flatMap((one) => allDirectives(revealed(one)).filter(({ name }) => name === 'include'))
  return [...new Set(found.map(({ words }) => words[0] ?? ''))].filter((path) => path !== '')
}
