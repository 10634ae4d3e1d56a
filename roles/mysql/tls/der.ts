/** Distinguished Encoding Rules (X.690): the bytes of X.509 certificates. */

/** A value with its tag and length in front. */
export function tagged(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents)
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content])
}

/** Lengths from 128 on have their number of bytes in front. */
function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length])
  const bytes = length < 0x100 ? [length] : [length >> 8, length & 0xff]
  return Buffer.from([0x80 | bytes.length, ...bytes])
}

export const sequence = (...contents: readonly Uint8Array[]): Buffer => tagged(0x30, ...contents)
export const set = (...contents: readonly Uint8Array[]): Buffer => tagged(0x31, ...contents)
export const octets = (...contents: readonly Uint8Array[]): Buffer => tagged(0x04, ...contents)
export const text = (value: string): Buffer => tagged(0x0c, Buffer.from(value))
export const yes = tagged(0x01, Buffer.from([0xff]))

/** A positive number, as its bytes; the first of them is less than 128. */
export const integer = (bytes: Uint8Array): Buffer => tagged(0x02, bytes)

/** Bits, of which the last `unused` do not count. */
export const bits = (bytes: Uint8Array, unused = 0): Buffer => tagged(0x03, Buffer.from([unused]), bytes)

/** A value behind the number of an optional field. */
export const field = (number: number, ...contents: readonly Uint8Array[]): Buffer => tagged(0xa0 | number, ...contents)

/** A field whose number takes the place of its value's tag. */
export const implicit = (number: number, content: Uint8Array): Buffer => tagged(0x80 | number, content)

/** An object identifier, such as `2.5.4.3`. */
export function identifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...others] = dotted.split('.').map(Number)
  return tagged(0x06, Buffer.from([first * 40 + second, ...others.flatMap(inSevenBits)]))
}

function inSevenBits(value: number): readonly number[] {
  const low = value & 0x7f
  return value < 0x80 ? [low] : [...inSevenBits(value >> 7).map((byte) => byte | 0x80), low]
}
