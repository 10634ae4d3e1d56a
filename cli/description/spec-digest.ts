import { createHash } from 'node:crypto'
import { Secret, Text } from '../../engine/secrets.ts'

/** Equal for equal specs. Covers secrets and the bytes of files, and holds neither. */
export function specDigest(spec: unknown): string {
  return sha256(JSON.stringify(comparable(spec)))
}

function comparable(value: unknown): unknown {
  if (value instanceof Secret || value instanceof Text) return `text ${sha256(value.reveal())}`
  if (typeof value !== 'object' || value === null) return value
  if ('toJSON' in value && typeof value.toJSON === 'function') return comparable(value.toJSON())
  if (Array.isArray(value)) return value.map(comparable)
  const entries = Object.entries(value).map(([key, inner]) => [key, comparable(inner)] as const)
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)))
}

function sha256(value: string): string {
  return createHash('sha256').update(value).digest('hex')
}
