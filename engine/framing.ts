import { EvenkeelError } from './errors/error.ts'
import { printable } from './printable.ts'
import { maskedPiece, shortened } from './secrets/masked.ts'

/** One answer of a host: `LABEL STATUS LENGTH`, a newline, that many bytes, a newline. */
export interface Frame {
  readonly label: string
  /** Exit status of the command that printed the output. */
  readonly status: number
  readonly output: string
  /** The frame as it was received, for digests. */
  readonly raw: string
}

/**
 * Reads frames from a host's output (latin1: a character is a byte). Each length precedes its content, so that no
 * content can be mistaken for a frame.
 */
export function readFrames(printed: string, host: string): Frame[] {
  const frames: Frame[] = []
  let at = 0
  while (at < printed.length) {
    const header = /^(\S+) (\d+) (\d+)\n/.exec(printed.slice(at, at + 200))
    if (header === null) throw unreadable(host, printed.slice(at))
    const [whole, label = '', status, length] = header
    const start = at + whole.length
    const end = start + Number(length)
    if (printed[end] !== '\n') throw unreadable(host, printed.slice(at))
    const output = Buffer.from(printed.slice(start, end), 'latin1').toString('utf8')
    frames.push({ label, status: Number(status), output, raw: printed.slice(at, end + 1) })
    at = end + 1
  }
  return frames
}

/** The maximum number of characters that are shown of an answer that cannot be read. */
const SHOWN = 80

/** @param rest of the output, from the place that cannot be read on */
function unreadable(host: string, rest: string): EvenkeelError {
  const text = Buffer.from(rest.slice(0, 10 * SHOWN), 'latin1').toString('utf8')
  const at = shortened(maskedPiece(printable(text), { start: true, end: true }), SHOWN)
  return new EvenkeelError(
    'lost',
    `Cannot read the answer of ${host}: it is cut off, or mixed with other text, at ${JSON.stringify(at)}`,
    {
      host,
      hint: 'A login script that prints something, or a broken connection, can cause this. Try again; add -v for details.',
    },
  )
}
