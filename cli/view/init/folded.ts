/** Columns of a terminal, less a margin. */
const WIDTH = 78

/**
 * Breaks a text at blanks for 80 columns.
 *
 * @param indent of all lines but the first
 * @param first what the first line begins with
 */
export function folded(text: string, indent = '', first = ''): string {
  const found = [first]
  for (const word of text.split(' ')) {
    const last = found.at(-1) ?? ''
    const isNew = last === first || last === indent
    if (isNew || last.length + word.length < WIDTH) found[found.length - 1] = isNew ? last + word : `${last} ${word}`
    else found.push(indent + word)
  }
  return found.join('\n')
}
