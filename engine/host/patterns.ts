const compiled = new Map<string, RegExp>()

/** Whether the text matches OpenSSH's pattern: `*` stands for any characters, `?` for one. */
function matchesPattern(pattern: string, text: string): boolean {
  let expression = compiled.get(pattern)
  if (expression === undefined) {
    const source = pattern
      .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')
    expression = new RegExp(`^${source.replace(/(\.\*)+/g, '.*')}$`, 's')
    compiled.set(pattern, expression)
  }
  return expression.test(text)
}

/** `yes` if a pattern matches; `never` if a pattern with `!` does, whatever the others do. */
export function matchList(patterns: readonly string[], text: string): 'yes' | 'no' | 'never' {
  const negated = patterns.filter((pattern) => pattern.startsWith('!'))
  if (negated.some((pattern) => matchesPattern(pattern.slice(1), text))) return 'never'
  return patterns.some((pattern) => !pattern.startsWith('!') && matchesPattern(pattern, text)) ? 'yes' : 'no'
}
