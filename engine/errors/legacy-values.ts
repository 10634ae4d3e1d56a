interface Issue {
  readonly input?: unknown
}

/** A schema's `error`: the message for some values, or undefined to leave zod's. */
type MessageOf = (issue: Issue) => string | undefined

/** For a schema's `error`: messages by legacy value, which name the modern form. */
export function legacyValues(messages: Readonly<Record<string, string>>): MessageOf {
  return ({ input }) => (typeof input === 'string' && Object.hasOwn(messages, input) ? messages[input] : undefined)
}

/** For the `error` of a map's schema: refuses a line of a config file with an example of the map. */
export function notALine(example: string): MessageOf {
  return ({ input }) => (typeof input === 'string' ? `must be a map, such as ${example}: it is a line` : undefined)
}
