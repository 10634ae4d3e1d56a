import type { TextValue } from '../../../engine/secrets.ts'
import { indented, type Lines } from '../../kit/config-text.ts'
import { wordsOf } from '../words.ts'

/** A section with its lines indented, as HAProxy's manual writes it. */
export function section(head: string, ...body: readonly Lines[]): Lines {
  return [head, ...indented(...body)]
}

/** The stages in which HAProxy goes through rules: it warns of a rule behind one of a later stage. */
const STAGES: readonly (readonly RegExp[])[] = [
  [/^tcp-request connection\b/],
  [/^tcp-request session\b/],
  [/^tcp-request content\b/],
  [/^monitor fail\b/],
  [/^http-(request|response|after-response)\b/, /^tcp-response\b/],
  [/^redirect\b/],
  [/^use_backend\b/, /^default_backend\b/],
  [/^use-server\b/],
  [/^default-server\b/, /^server(-template)?\b/],
]

function stageOf(line: TextValue): number {
  const words = wordsOf(String(line)).slice(0, 2).join(' ')
  return STAGES.findIndex((stage) => stage.some((pattern) => pattern.test(words)))
}

const FIRST_ROUTE = STAGES.findIndex((stage) => stage.some((pattern) => pattern.test('use_backend')))

/** Lines of the user's own: rules, and what comes behind the role's lines of the same kind, as routes and servers do. */
export function ownParts(lines: Lines): { readonly rules: Lines; readonly routes: Lines } {
  const isRoute = (line: TextValue) => stageOf(line) >= FIRST_ROUTE
  return { rules: lines.filter((line) => !isRoute(line)), routes: lines.filter(isRoute) }
}

/** Rules in the order of their stages; the order within a stage, and before the first, is kept. A comment stays where it is. */
export function inStages(...parts: readonly Lines[]): Lines {
  const all = parts.flat().map((line) => ({ line, stage: stageOf(line) }))
  return all.toSorted((one, other) => one.stage - other.stage).map(({ line }) => line)
}
