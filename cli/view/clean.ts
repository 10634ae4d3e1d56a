import { printable } from '../../engine/host/printable.ts'
import { masked } from '../../engine/secrets.ts'

/**
 * The same data with every string in it fit for a terminal: no known secret, no control character of a host. What
 * a view prints goes through this where it enters, so that no line of it can be forgotten.
 */
export function clean<Data>(data: Data): Data {
  return mapStrings(data, (text) => printable(masked(text))) as Data
}

/** The same data without any known secret; JSON escapes control characters by itself. */
export function maskedData<Data>(data: Data): Data {
  return mapStrings(data, masked) as Data
}

/** A name that may hold anything, kept on its line. */
export function oneLine(name: string): string {
  return name.replaceAll('\n', '⏎')
}

function mapStrings(data: unknown, change: (text: string) => string): unknown {
  if (typeof data === 'string') return change(data)
  if (Array.isArray(data)) return data.map((one) => mapStrings(one, change))
  if (data === null || typeof data !== 'object' || data instanceof Error) return data
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, mapStrings(value, change)]))
}
