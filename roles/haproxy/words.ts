const PLAIN = /^[A-Za-z0-9_.:/@%+,=?&*~|;()[\]{}<>!^-]+$/

/** Whether an argument needs no quotes. */
export function isPlain(value: string): boolean {
  return PLAIN.test(value)
}

/** One argument in haproxy.cfg, quoted if necessary. */
export function word(value: string): string {
  return isPlain(value) ? value : quoted(value)
}

/** An argument in double quotes. */
export function quoted(value: string): string {
  return `"${escaped(value)}"`
}

/** The text between double quotes; `\`, `"`, `$` and line ends are escaped. */
export function escaped(value: string): string {
  return value
    .replaceAll(/[\\"$]/g, '\\$&')
    .replaceAll('\r', '\\r')
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t')
}

const WORD = /(?:\\.|"(?:\\.|[^"\\])*"|'[^']*'|[^\s#"'\\])+|#.*$/g

/** The words of a line of haproxy.cfg, without its comment, which may begin anywhere. Quotes and escapes are kept. */
export function wordsOf(line: string): readonly string[] {
  return (line.match(WORD) ?? []).filter((one) => !one.startsWith('#'))
}

/** A line without its quoted and escaped parts. */
function unquoted(line: string): string {
  return line.replaceAll(/\\.|"(?:\\.|[^"\\])*"|'[^']*'/g, '_')
}

/** Whether a `#` begins a comment: HAProxy takes it anywhere (rule 54). */
export function hasComment(line: string): boolean {
  return unquoted(line).includes('#')
}

/** Whether a `#` begins a comment in the middle of a word, which nobody means (rule 54). */
export function isCutShort(line: string): boolean {
  return /^[^#]*[^\s#]#/.test(unquoted(line))
}

/** Whether a quote has no end, or a backslash no character: the next words, or the next line, would belong to it. */
export function isOpen(line: string): boolean {
  return /["'\\]/.test(unquoted(line).replace(/#.*/, ''))
}
