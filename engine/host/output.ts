import { maskedPiece } from '../secrets/masked.ts'

/** Keeps the beginning and the end of a command's output, so that memory is bounded. */
export class BoundedOutput {
  readonly #half: number
  readonly #head: Buffer[] = []
  readonly #tail: Buffer[] = []
  #headBytes = 0
  #tailBytes = 0
  #leftOut = 0

  /** @param limit bytes */
  constructor(limit: number) {
    this.#half = Math.floor(limit / 2)
  }

  get truncated(): boolean {
    return this.#leftOut > 0 || this.#tailBytes > this.#half
  }

  add(chunk: Buffer): void {
    const forHead = chunk.subarray(0, this.#half - this.#headBytes)
    if (forHead.length > 0) this.#head.push(forHead)
    this.#headBytes += forHead.length
    if (forHead.length < chunk.length) this.#addToTail(chunk.subarray(forHead.length))
  }

  /** In latin1 each character is a byte and no byte is lost; in UTF-8, for people, invalid bytes become `\ufffd`. */
  read(encoding: 'latin1' | 'utf8'): string {
    const tail = Buffer.concat(this.#tail)
    const surplus = Math.max(0, tail.length - this.#half)
    const leftOut = this.#leftOut + surplus
    if (leftOut === 0) return Buffer.concat([...this.#head, tail]).toString(encoding)
    const [beginning, end] = [Buffer.concat(this.#head), tail.subarray(surplus)].map((part) => part.toString(encoding))
    // Half a secret at the gap could not be recognized later.
    return [
      maskedPiece(beginning ?? '', { end: true }),
      `[${leftOut} bytes left out]`,
      maskedPiece(end ?? '', { start: true }),
    ].join('\n')
  }

  #addToTail(chunk: Buffer): void {
    this.#tail.push(chunk)
    this.#tailBytes += chunk.length
    for (let first = this.#tail[0]; first && this.#tailBytes - first.length >= this.#half; first = this.#tail[0]) {
      this.#tail.shift()
      this.#tailBytes -= first.length
      this.#leftOut += first.length
    }
  }
}

/** A longer line is passed on in pieces. */
const LONGEST_LINE = 1024 * 1024

/** Cuts a stream of bytes into lines (latin1: a character is a byte) and keeps none of them. */
export class Lines {
  readonly #onLine: (line: string) => void
  #pending: Buffer[] = []
  #bytes = 0

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine
  }

  add(chunk: Buffer): void {
    let from = 0
    for (let newline = chunk.indexOf(10); newline >= 0; newline = chunk.indexOf(10, from)) {
      this.#keep(chunk.subarray(from, newline))
      this.#passOn()
      from = newline + 1
    }
    this.#keep(chunk.subarray(from))
    if (this.#bytes >= LONGEST_LINE) this.#passOn()
  }

  /** Passes on a last line without a newline. */
  end(): void {
    if (this.#bytes > 0) this.#passOn()
  }

  #keep(piece: Buffer): void {
    if (piece.length > 0) this.#pending.push(piece)
    this.#bytes += piece.length
  }

  #passOn(): void {
    const line = Buffer.concat(this.#pending).toString('latin1')
    this.#pending = []
    this.#bytes = 0
    this.#onLine(line)
  }
}
