/** Values shorter than this are too common in ordinary text to be masked wherever they occur. */
export const SHORTEST_MASKABLE = 4

/** The whole values of all secrets of this process. */
const values = new Set<string>()
/** Their lines: of a key in PEM, each line by itself is a secret. */
const longLines = new Set<string>()
const shortValues = new Set<string>()

/** Remembers a secret, so that it is masked in everything that is printed from now on. */
export function remember(value: string): void {
  if (value.trim() === '') return
  values.add(value)
  for (const written of [value, decoded(value)]) {
    const lines = written.split('\n').map((line) => line.trim())
    for (const line of lines) if (line.length >= SHORTEST_MASKABLE) longLines.add(line)
  }
  if (value.trim().length < SHORTEST_MASKABLE) shortValues.add(value.trim())
}

export function knownValues(): ReadonlySet<string> {
  return values
}

/** The lines of secrets that have at least {@link SHORTEST_MASKABLE} characters. */
export function knownLines(): ReadonlySet<string> {
  return longLines
}

/** The secrets that have fewer characters. */
export function knownShortValues(): ReadonlySet<string> {
  return shortValues
}

/** A secret that is written for a URL is printed by some programs as it is meant. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
