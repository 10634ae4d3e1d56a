/** The words behind `evenkeel` in each of the lines that call it. Lines with placeholders of a usage are left out. */
export function commandLines(lines: readonly string[]): string[][] {
  return lines.flatMap((line) => {
    const [, rest = ''] = /^\s*(?:-\s+)?(?:run:\s+)?(?:npx |bin\/)?evenkeel\s+(.*)$/.exec(line) ?? []
    return rest === '' || PLACEHOLDER.test(rest) ? [] : [shellWords(rest)]
  })
}

const PLACEHOLDER = /[[\]|…]|\b(?:PLAYBOOK|INVENTORY|RUN|COMMAND)\b/

/** Splits at blanks outside of quotes, and ends at a comment, a redirection or another command. */
function shellWords(line: string): string[] {
  const words = line.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? []
  const end = words.findIndex((word) => /^(?:#|[<>&;])/.test(word))
  return (end < 0 ? words : words.slice(0, end)).map((word) => word.replaceAll(/["']/g, ''))
}
