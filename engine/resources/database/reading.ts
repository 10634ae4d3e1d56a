/** The reason why a host cannot read its database server yet. */
export function notYetIn(output: string): string | undefined {
  return /^not yet: (.*)$/m.exec(output)?.[1]
}
