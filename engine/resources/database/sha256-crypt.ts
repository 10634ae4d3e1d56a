import { createHash } from 'node:crypto'

const ALPHABET = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** The order in which the scheme takes the digest's bytes, three at a time. */
const ORDER = [
  [0, 10, 20],
  [21, 1, 11],
  [12, 22, 2],
  [3, 13, 23],
  [24, 4, 14],
  [15, 25, 5],
  [6, 16, 26],
  [27, 7, 17],
  [18, 28, 8],
  [9, 19, 29],
] as const

function sha256(...parts: readonly Uint8Array[]) {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

/**
 * The digest of "Unix crypt using SHA-256" (https://www.akkadia.org/drepper/SHA-crypt.txt), without the salt in front:
 * 43 characters. As MySQL does, it uses the whole salt, where crypt(3) uses 16 bytes of it.
 */
export function sha256Crypt(password: Uint8Array, salt: Uint8Array, rounds: number): string {
  const other = sha256(password, salt, password)
  const first = createHash('sha256').update(password).update(salt).update(repeated(other, password.length))
  for (let bits = password.length; bits > 0; bits >>= 1) first.update(bits & 1 ? other : password)
  const passwords = repeated(sha256(...Array.from(password, () => password)), password.length)
  let digest = first.digest()
  const salts = repeated(sha256(...Array.from({ length: 16 + (digest[0] ?? 0) }, () => salt)), salt.length)
  for (let round = 0; round < rounds; round++) {
    const isOdd = round % 2 === 1
    digest = sha256(
      isOdd ? passwords : digest,
      ...(round % 3 === 0 ? [] : [salts]),
      ...(round % 7 === 0 ? [] : [passwords]),
      isOdd ? digest : passwords,
    )
  }
  return encoded(digest)
}

function repeated(bytes: Uint8Array, length: number): Uint8Array {
  return Buffer.alloc(length, bytes)
}

function encoded(digest: Uint8Array): string {
  const at = (index: number) => digest[index] ?? 0
  const groups = ORDER.map(([high, middle, low]) => digits((at(high) << 16) | (at(middle) << 8) | at(low), 4))
  return `${groups.join('')}${digits((at(31) << 8) | at(30), 3)}`
}

function digits(value: number, count: number): string {
  return Array.from({ length: count }, (_, index) => ALPHABET[(value >> (6 * index)) & 63]).join('')
}
