/** Reads the fields of an SSH message, a key or a certificate. Throws `RangeError` beyond the end. */
export class WireReader {
  readonly #bytes: Buffer
  #at: number

  constructor(bytes: Buffer, at = 0) {
    this.#bytes = bytes
    this.#at = at
  }

  /** The number of bytes that are read so far. */
  get at(): number {
    return this.#at
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length
  }

  byte(): number {
    return this.#take(1).readUInt8()
  }

  uint32(): number {
    return this.#take(4).readUInt32BE()
  }

  uint64(): bigint {
    return this.#take(8).readBigUInt64BE()
  }

  bytes(): Buffer {
    return this.#take(this.uint32())
  }

  text(): string {
    return this.bytes().toString('latin1')
  }

  /** A list of names, such as that of algorithms. */
  names(): string[] {
    return this.text()
      .split(',')
      .filter((name) => name !== '')
  }

  #take(length: number): Buffer {
    const end = this.#at + length
    if (end > this.#bytes.length) throw new RangeError('the message ends too early')
    const taken = this.#bytes.subarray(this.#at, end)
    this.#at = end
    return taken
  }
}

/** A field of any length, behind its length. */
export function field(content: string | Uint8Array): Buffer {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'latin1') : content
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}

/** A positive number of any length; a zero in front keeps the first bit from being its sign. */
export function numberField(big: Uint8Array): Buffer {
  const start = big.findIndex((byte) => byte !== 0)
  const digits = start < 0 ? Buffer.alloc(0) : Buffer.from(big.subarray(start))
  return field((digits[0] ?? 0) > 127 ? Buffer.concat([Uint8Array.of(0), digits]) : digits)
}
