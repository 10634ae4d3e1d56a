import { printable } from '../../printable.ts'
import { maskedPiece } from '../../secrets/masked.ts'

/** The maximum number of characters of a line that are shown. */
const WIDEST = 500
/** Runners of earlier releases cut lines after so many bytes, before the controller could find secrets in them. */
const CUT_BY_EARLIER_RUNNERS = 500

/** The output of a failed step as its host sent it, line by line (latin1), without secrets and control characters. */
export class StepOutput {
  /** Lines that were printed one after the other. */
  readonly #pieces: { readonly isCut: boolean; readonly lines: string[] }[] = [{ isCut: false, lines: [] }]

  add(line: string): void {
    this.#pieces.at(-1)?.lines.push(line)
  }

  /** The host leaves out what came before the next line, which may begin inside a secret. */
  cut(): void {
    this.#pieces.push({ isCut: true, lines: [] })
  }

  /** The lines are cut last: half a secret could not be recognized any more. */
  read(): string {
    const lines = this.#pieces.flatMap(({ isCut, lines }) => redacted(lines, isCut))
    return lines.map((line) => (line.length > WIDEST ? `${line.slice(0, WIDEST)}…` : line)).join('\n')
  }
}

function redacted(lines: readonly string[], isCut: boolean): string[] {
  if (lines.length === 0) return []
  const whole = lines.map(readLine).join('\n')
  // An escape sequence may part a secret: so it is masked again without them.
  return maskedPiece(printable(maskedPiece(whole, { start: isCut })), { start: isCut }).split('\n')
}

function readLine(latin1: string): string {
  const line = Buffer.from(latin1, 'latin1').toString('utf8')
  return latin1.length === CUT_BY_EARLIER_RUNNERS ? maskedPiece(line, { end: true }) : line
}
