import type { ReferenceKey } from '../../roles/reference.ts'
import { keyLines } from './role-reference.ts'

/** A kind of resource, and the keys that a task of this kind has. */
export interface ResourceReference {
  readonly kind: string
  readonly summary: string
  readonly keys: readonly ReferenceKey[]
}

/** The reference of a kind of resource as text, with the beginning of a task. */
export function resourceReferenceText({ kind, summary, keys }: ResourceReference): string {
  const required = keys.filter((key) => key.required).map(({ key }) => `${key}: …`)
  const optional = required.length < keys.length ? ['…'] : []
  return [
    `${kind}: ${summary}`,
    '',
    `A task: - ${kind}: { ${[...required, ...optional].join(', ')} }`,
    '',
    'Keys',
    ...keys.flatMap((key) => keyLines(key, '  ')),
    '',
  ].join('\n')
}
