const PLAIN = /^[A-Za-z0-9_.:/@%+,=?&*~|;()[\]{}<>!^-]+$/

/** One argument in haproxy.cfg, quoted if necessary. */
export function word(value: string): string {
  return PLAIN.test(value) ? value : quoted(value)
}

/** An argument in double quotes; `\`, `"`, `$` and line ends are escaped. */
export function quoted(value: string): string {
  const escaped = value
    .replaceAll(/[\\"$]/g, '\\$&')
    .replaceAll('\r', '\\r')
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t')
  return `"${escaped}"`
}

/** The words of a line of haproxy.cfg, without its comment, which may begin anywhere. Quotes and escapes are kept. */
export function wordsOf(line: string): readonly string[] {
  const found = line.match(/(?:\\.|"(?:\\.|[^"\\])*"|'[^']*'|[^\s#"'\\])+|#.*$/g) ?? []
  return found.filter((one) => !one.startsWith('#'))
}
