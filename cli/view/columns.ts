/** One column of a table. */
export interface Column {
  readonly heading: string
  readonly align?: 'right'
}

/**
 * The heading, and the lines of each row, under columns that are as wide as their widest cell. A column that is empty in
 * all rows is left out. No line is longer than `width`: the last column is cut, and long cells of the first one get
 * several lines.
 */
export function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number,
): { readonly heading: string; readonly rows: readonly (readonly string[])[] } {
  const used = columns.flatMap((column, index) =>
    rows.some((row) => (row[index] ?? '') !== '') ? [{ column, index }] : [],
  )
  const widest = used.map(({ column, index }) =>
    Math.max(column.heading.length, ...rows.map((row) => (row[index] ?? '').length)),
  )
  const least = used.map(({ column }) => Math.max(column.heading.length, LEAST))
  const widths = fitted(widest, least, width)
  const print = (cells: readonly string[]) => {
    const shown = cells.map((cell, place) => {
      const room = widths[place] ?? 0
      const kept = cut(cell, room)
      return used[place]?.column.align === 'right' ? kept.padStart(room) : kept.padEnd(room)
    })
    return cut(shown.join(GAP).trimEnd(), width)
  }
  const printRow = (row: readonly string[]) => {
    const [first = '', ...others] = used.map(({ index }) => row[index] ?? '')
    const indent = /^ */.exec(first)?.[0] ?? ''
    const [begin = '', ...more] = wrapped(first.trimStart(), (widths[0] ?? 0) - indent.length, ' ')
    return [print([`${indent}${begin}`, ...others]), ...more.map((line) => print([`${indent}${line}`]))]
  }
  return { heading: print(used.map(({ column }) => column.heading)), rows: rows.map(printRow) }
}

const GAP = '  '
/** No column gets narrower than this, or than its heading. */
const LEAST = 10

/** The first column, whose cells lose nothing, gives way down to this before the last one does. */
const FIRST = 24

/** The first column gives way, then the last one, then the others from the right. */
function fitted(widest: readonly number[], least: readonly number[], width: number): number[] {
  const widths = [...widest]
  const surplus = () => widths.reduce((sum, one) => sum + one, 0) + GAP.length * (widths.length - 1) - width
  const places = widths.map((_, place) => place)
  const narrow = (place: number, to: number) => {
    const own = widths[place] ?? 0
    widths[place] = Math.max(Math.min(own, to), own - Math.max(0, surplus()))
  }
  narrow(0, FIRST)
  for (const place of [...places.slice(-1), ...places.slice(0, 1), ...places.slice(1, -1).reverse()])
    narrow(place, least[place] ?? 0)
  return widths
}

/** Cuts a text to a width, and shows that something is missing. */
export function cut(written: string, width: number): string {
  return written.length <= width ? written : `${written.slice(0, Math.max(0, width - 1))}…`
}

/** Breaks a text at blanks into lines; those after the first are indented. */
export function wrapped(written: string, width: number, indent = '  '): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of written.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line === '' || longer.length <= width) line = longer
    else {
      lines.push(line)
      line = `${indent}${word}`
    }
  }
  return [...lines, line]
}
