/** A line, or nothing where a condition does not hold. */
export type Line = string | false | undefined

/** The lines that are there. */
export function lines(...all: readonly (Line | readonly Line[])[]): readonly string[] {
  return all.flat().filter((line): line is string => typeof line === 'string')
}

/** Indents lines by levels of two blanks; empty lines stay empty. */
export function indented(levels: number, all: readonly string[]): readonly string[] {
  return all.map((line) => (line === '' ? '' : `${'  '.repeat(levels)}${line}`))
}

/** An item of a list: its first line after a dash, the others below it. */
export function item(all: readonly string[]): readonly string[] {
  return all.map((line, index) => (index === 0 ? `- ${line}` : `  ${line}`))
}

/** Plain in every place of a YAML file. */
const PLAIN = /^(?!true$|false$|null$|yes$|no$|on$|off$)[A-Za-z_/][A-Za-z0-9_./@-]*$|^\d+\.\d+\.\d+\.\d+$/

/** A text as a YAML scalar, quoted where that is needed. */
export function scalar(text: string): string {
  return PLAIN.test(text) ? text : JSON.stringify(text)
}

/** Comment lines, broken at 98 characters, so that they can stand indented. */
export function comment(text: string): readonly string[] {
  const broken: string[] = []
  for (const word of text.split(' ')) {
    const last = broken.at(-1)
    if (last === undefined || last.length + word.length > WIDEST) broken.push(word)
    else broken[broken.length - 1] = `${last} ${word}`
  }
  return broken.map((line) => `# ${line}`)
}

const WIDEST = 96
