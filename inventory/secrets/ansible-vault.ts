import { createDecipheriv, createHmac, pbkdf2Sync, timingSafeEqual } from 'node:crypto'

/** Why a vaulted value cannot be read. */
export type VaultProblem = 'not a vaulted value' | 'another cipher' | 'wrong password'

const HEAD = /^\$ANSIBLE_VAULT;1\.[12];(?<cipher>[A-Z0-9]+)(?:;[^\n]*)?\n(?<body>[0-9a-fA-F\s]+)$/
const ROUNDS = 10_000
const [KEY, COUNTER] = [32, 16]

/**
 * Decrypts a value of Ansible's vault, in the formats 1.1 and 1.2: after a first line, hexadecimal digits of three lines,
 * which are a salt, an HMAC-SHA256 and the text under AES256-CTR, all in hexadecimal digits; both keys and the counter
 * come from the password by PBKDF2-SHA256.
 */
export function unvaulted(
  vaulted: string,
  password: string,
): { readonly text: string } | { readonly why: VaultProblem } {
  const { cipher, body = '' } = HEAD.exec(vaulted.trim().replaceAll('\r', ''))?.groups ?? {}
  if (cipher === undefined) return { why: 'not a vaulted value' }
  if (cipher !== 'AES256') return { why: 'another cipher' }
  const [salt, hmac, secret] = bytesOf(body).toString('latin1').split('\n').map(bytesOf)
  if (salt === undefined || hmac?.length !== 32 || secret === undefined || secret.length === 0)
    return { why: 'not a vaulted value' }
  const derived = pbkdf2Sync(password, salt, ROUNDS, 2 * KEY + COUNTER, 'sha256')
  const expected = createHmac('sha256', derived.subarray(KEY, 2 * KEY))
    .update(secret)
    .digest()
  if (!timingSafeEqual(expected, hmac)) return { why: 'wrong password' }
  const decipher = createDecipheriv('aes-256-ctr', derived.subarray(0, KEY), derived.subarray(2 * KEY))
  const padded = Buffer.concat([decipher.update(secret), decipher.final()])
  return { text: withoutPadding(padded).toString('utf8') }
}

/** As PKCS #7: the last byte says how many there are. */
function withoutPadding(bytes: Buffer): Buffer {
  return bytes.subarray(0, bytes.length - (bytes.at(-1) ?? 0))
}

function bytesOf(digits: string): Buffer {
  return Buffer.from(digits.replace(/\s/g, ''), 'hex')
}
