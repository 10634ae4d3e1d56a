import type { Output } from '../../io.ts'
import { cut } from '../columns.ts'

const HIDE_CURSOR = '\x1b[?25l'
const SHOW_CURSOR = '\x1b[?25h'
const HOME = '\x1b[H'
const CLEAR = '\x1b[2J'
const CLEAR_LINE = '\x1b[K'
const CLEAR_BELOW = '\x1b[J'

/** Prints one text after the other in the same place. Without a terminal they follow each other, parted by a line. */
export class Screen {
  readonly #output: Output
  #isBegun = false

  constructor(output: Output) {
    this.#output = output
  }

  show(printed: string): void {
    if (this.#output.isTTY !== true) {
      this.#output.write(`${this.#isBegun ? '\n' : ''}${printed}`)
      this.#isBegun = true
      return
    }
    const begin = this.#isBegun ? '' : `${HIDE_CURSOR}${CLEAR}`
    this.#isBegun = true
    const lines = fitting(printed.trimEnd().split('\n'), this.#output.rows)
    this.#output.write(`${begin}${HOME}${lines.map((line) => `${line}${CLEAR_LINE}\n`).join('')}${CLEAR_BELOW}`)
  }

  end(): void {
    if (this.#isBegun && this.#output.isTTY === true) this.#output.write(SHOW_CURSOR)
  }
}

/** The last line stays free for the cursor. What does not fit is counted. */
function fitting(lines: readonly string[], rows: number | undefined): readonly string[] {
  if (rows === undefined || rows < 3 || lines.length < rows) return lines
  const shown = lines.slice(0, rows - 2)
  return [...shown, cut(`… ${lines.length - shown.length} more lines: evenkeel status without --watch shows them`, 79)]
}
