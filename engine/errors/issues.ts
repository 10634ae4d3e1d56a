import type { z } from 'zod'
import { shortened } from '../secrets/masked.ts'
import { looksSecret } from '../secrets/secret-names.ts'
import { entryOf, type Located, nodeAt } from './document.ts'
import type { EvenkeelError } from './error.ts'
import { adviceOnLegacyKey } from './legacy-keys.ts'
import { suggestion } from './nearest.ts'
import { isOpen, keysOf, objectsIn, schemaAt } from './schema-keys.ts'
import { errorAt, type Place } from './source.ts'

type Issue = z.core.$ZodIssue

/** A value to check against a schema, and where it is written. */
export interface Checked {
  readonly schema: z.core.$ZodType
  readonly located: Located
  /** `located` with its look-ups resolved. */
  readonly value: unknown
  /** Names the value in errors, such as `role nginx`; empty for a whole file. */
  readonly title: string
  /** Values whose look-ups failed: no further errors are reported for them. */
  readonly unresolved?: ReadonlySet<Located> | undefined
}

/** Converts zod's issues to errors at the places in the user's file. */
export function issueErrors(issues: readonly Issue[], checked: Checked): EvenkeelError[] {
  return issues.flatMap(narrowed).flatMap((issue) => errorsOfIssue(issue, checked))
}

/** Refuses keys that the schema would drop silently, because they may be misspelt. */
function droppedKeys({ schema, located, title }: Omit<Checked, 'value'>): EvenkeelError[] {
  if (isOpen(schema) || located.type !== 'map') return []
  const known = keysOf(schema)
  return [...located.entries.values()]
    .filter((entry) => !known.includes(entry.key))
    .map((entry) => unknownKey(entry.key, entry.keyPlace, title, schema))
}

function errorsOfIssue(issue: Issue, checked: Checked): EvenkeelError[] {
  const { located, title } = checked
  const node = nodeAt(located, issue.path)
  if (checked.unresolved?.has(node)) return []
  if (issue.code === 'unrecognized_keys') {
    const schema = schemaAt(checked.schema, issue.path)
    const where = subject(title, issue.path)
    return issue.keys.map((key) => unknownKey(key, entryOf(node, key)?.keyPlace ?? node.place, where, schema))
  }
  return [
    errorAt(node.place, `${subject(title, issue.path) || 'The file'}${sentence(issue, checked)}`, {
      hint: hintFor(issue, checked),
    }),
  ]
}

function unknownKey(key: string, place: Place, where: string, schema: z.core.$ZodType | undefined): EvenkeelError {
  const prefix = where === '' ? '' : `${where}: `
  const legacy = adviceOnLegacyKey(key, objectsIn(schema))
  if (legacy !== undefined) return errorAt(place, `${prefix}${key}: ${legacy}`)
  return errorAt(place, `${prefix}the key "${key}" is not known here`, { hint: suggestion(key, keysOf(schema)) })
}

function subject(title: string, path: readonly PropertyKey[]): string {
  const dotted = path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '')
  return [title, dotted].filter((part) => part !== '').join(': ')
}

function sentence(issue: Issue, checked: Checked): string {
  const value = valueAt(checked.value, issue.path)
  if (value === undefined && issue.code !== 'custom') return ' is missing'
  const is = isSecret(issue.path, checked) ? 'a secret' : shown(value)
  if (issue.code === 'invalid_type' && !hasOwnMessage(issue)) return ` must be ${typeName(issue.expected)}: it is ${is}`
  if (issue.code === 'invalid_value') return ` must be ${issue.values.map(String).join(' or ')}: it is ${is}`
  if (issue.message.startsWith('Too ')) return ` must ${limitOf(issue)}: it is ${is}`
  const message = issue.message.replace(/^Invalid input: /, '')
  return message.startsWith('must ') ? ` ${message}` : `: ${message}`
}

/** Whether the schema has its own message for the issue, instead of zod's. */
function hasOwnMessage({ message }: Issue): boolean {
  return !message.startsWith('Invalid ')
}

const COUNTED: Readonly<Record<string, string>> = { string: ' characters', array: ' items', set: ' items' }

/** "be at least 1", "have at most 8 characters". */
function limitOf(issue: Issue): string {
  if (issue.code !== 'too_small' && issue.code !== 'too_big') return 'be within its limits'
  const counted = COUNTED[issue.origin]
  const verb = counted === undefined ? 'be' : 'have'
  const isStrict = issue.inclusive === false
  if (issue.code === 'too_small')
    return `${verb} ${isStrict ? 'more than' : 'at least'} ${issue.minimum}${counted ?? ''}`
  return `${verb} ${isStrict ? 'less than' : 'at most'} ${issue.maximum}${counted ?? ''}`
}

function hintFor(issue: Issue, checked: Checked): string | undefined {
  const { value, located } = checked
  const found = valueAt(value, issue.path)
  const node = nodeAt(located, issue.path)
  if (issue.code === 'invalid_value') {
    // The schema's own message names the modern form of a legacy value.
    if (hasOwnMessage(issue)) return issue.message
    return typeof found === 'string' ? nearestHint(found, issue.values.map(String)) : undefined
  }
  if (issue.code !== 'invalid_type' || hasOwnMessage(issue)) return undefined
  const isPlainScalar = typeof found === 'number' || typeof found === 'boolean'
  if (issue.expected === 'string' && isPlainScalar && node.type === 'scalar' && !node.written.includes('$')) {
    return isSecret(issue.path, checked)
      ? 'If text is meant, quote it.'
      : `If text is meant, quote it: "${node.written}".`
  }
  if (issue.expected === 'boolean' && typeof found === 'string') return 'Write true or false, without quotes.'
  if ((issue.expected === 'number' || issue.expected === 'int') && typeof found === 'string')
    return 'Write the number without quotes.'
  return undefined
}

/** Whether a name on the way to the value, or the name of a variable in it, is that of a secret. */
function isSecret(path: readonly PropertyKey[], { located }: Checked): boolean {
  const node = nodeAt(located, path)
  const variables =
    node.type === 'scalar' ? [...node.written.matchAll(/\$\{([^}]*)\}/g)].map(([, name = '']) => name) : []
  return [...path, ...variables].some((name) => typeof name === 'string' && looksSecret(name))
}

function nearestHint(found: string, known: readonly string[]): string | undefined {
  const hint = suggestion(found, known)
  return hint?.startsWith('Did') ? hint : undefined
}

const EXPECTED: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a map',
  record: 'a map',
  array: 'a list',
  null: 'nothing',
  never: 'left out',
}

function typeName(expected: string): string {
  return EXPECTED[expected] ?? `a ${expected}`
}

function shown(value: unknown): string {
  if (value === null) return 'empty'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'string') return JSON.stringify(shortened(value, 60))
  if (typeof value === 'number' || typeof value === 'boolean') return `the ${typeof value} ${value}`
  const isMap = typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype
  return isMap ? 'a map' : 'a secret'
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<PropertyKey, unknown>)[key] : undefined,
    value,
  )
}

/** Replaces a union's issue by those of its closest branch: the one that got deepest, then the one with fewest issues. */
function narrowed(issue: Issue): readonly Issue[] {
  if (issue.code === 'invalid_union' && issue.errors.length > 0) return narrowedUnion(issue, issue.errors)
  if (issue.code !== 'invalid_key' && issue.code !== 'invalid_element') return [issue]
  return issue.issues.flatMap((inner) => narrowed(beneath(issue, inner)))
}

/** Zod's message if the schema has none. */
const ZOD_MESSAGE = 'Invalid input'

function narrowedUnion(issue: Issue, branches: readonly (readonly Issue[])[]): readonly Issue[] {
  const inner = branches.map((branch) => branch.flatMap(narrowed)).filter((branch) => branch.length > 0)
  const [best, second] = inner.sort((one, other) => weight(other) - weight(one) || one.length - other.length)
  if (best === undefined) return [issue]
  // If no branch got deeper, use the union's own message, or else list what each branch accepts.
  if (issue.message !== ZOD_MESSAGE && weight(best) < 2) return [issue]
  const bothAtTop = second !== undefined && weight(best) === 0 && weight(second) === 0
  if (bothAtTop) return [{ ...issue, message: alternatives(inner.flat()) }]
  return best.map((one) => beneath(issue, one))
}

/** How far a branch got. An issue inside the value, or about its keys, means that the branch accepted its type. */
function weight([first]: readonly Issue[]): number {
  if (first === undefined) return 0
  const accepted = first.code !== 'invalid_type' && first.code !== 'invalid_value' && first.message !== ZOD_MESSAGE
  return first.path.length * 2 + (accepted ? 1 : 0)
}

function alternatives(issues: readonly Issue[]): string {
  const specific = issues.filter((issue) => issue.message !== ZOD_MESSAGE)
  const accepted = specific.map((issue) => {
    if (issue.code === 'invalid_type') return typeName(issue.expected)
    return issue.code === 'invalid_value' ? issue.values.map(String).join(' or ') : issue.message
  })
  return `must be ${[...new Set(accepted)].join(' or ')}`
}

function beneath(outer: Issue, inner: Issue): Issue {
  return { ...inner, path: [...outer.path, ...inner.path] }
}

/** Checks a value. If it is wrong, adds errors to `problems` and returns undefined. */
export function checkedValue<Output>(
  schema: z.ZodType<Output>,
  checked: Omit<Checked, 'schema'>,
  problems: EvenkeelError[],
): { readonly data: Output } | undefined {
  const dropped = droppedKeys({ ...checked, schema })
  const result = schema.safeParse(checked.value)
  problems.push(...dropped)
  if (!result.success) problems.push(...issueErrors(result.error.issues, { ...checked, schema }))
  return result.success && dropped.length === 0 ? { data: result.data } : undefined
}
