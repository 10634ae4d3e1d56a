import type { Lines } from '../../kit/config-text.ts'

/** `keyword value;`, if there is a value. */
export function directive(keyword: string, value: string | number | boolean | undefined): Lines {
  if (value === undefined) return []
  return [`${keyword} ${typeof value === 'boolean' ? (value ? 'on' : 'off') : value};`]
}

/** One word in quotes; nginx still expands variables in it. */
export function quoted(value: string): string {
  return `"${value}"`
}
