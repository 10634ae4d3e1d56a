interface Issue {
  readonly input?: unknown
}

/** What a schema's `error` says of some values; of all others zod says what it says. */
type Said = (issue: Issue) => string | undefined

/** For a schema's `error`: a value that is written otherwise today is met with how. */
export function legacyValues(said: Readonly<Record<string, string>>): Said {
  return ({ input }) => (typeof input === 'string' && Object.hasOwn(said, input) ? said[input] : undefined)
}

/** For the `error` of a map's schema: a line out of a config file is met with an example of the map. */
export function notALine(example: string): Said {
  return ({ input }) => (typeof input === 'string' ? `must be a map, such as ${example}: it is a line` : undefined)
}
