import { printable } from '../../engine/host/printable.ts'
import { masked } from '../../engine/secrets/masked.ts'

/**
 * Makes every string in the data fit for a terminal: without known secrets, without control characters of a host. Views
 * clean their whole input first, so that no line can be forgotten.
 */
export function clean<Data>(data: Data): Data {
  return mapStrings(data, (text) => printable(masked(text))) as Data
}

/** Redacts known secrets in the data; JSON escapes control characters by itself. */
export function redactedData<Data>(data: Data): Data {
  return mapStrings(data, masked) as Data
}

/** Keeps a name with line breaks on one line. */
export function oneLine(name: string): string {
  return name.replaceAll('\n', '⏎')
}

function mapStrings(data: unknown, change: (text: string) => string): unknown {
  if (typeof data === 'string') return change(data)
  if (Array.isArray(data)) return data.map((one) => mapStrings(one, change))
  if (data === null || typeof data !== 'object' || data instanceof Error) return data
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, mapStrings(value, change)]))
}
