import { hkdfSync, scryptSync } from 'node:crypto'
import { Secret } from '../../../engine/secrets.ts'

const MASTERS = new Map<string, Uint8Array>()

/**
 * A secret of 32 bytes for one use, from the password of replication: both servers of a pair get the same without being
 * asked. A certificate can be seen by everybody who connects, so to try passwords on it must cost much: scrypt is slow on
 * purpose.
 */
export function derived(password: Secret, use: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', masterOf(password.reveal()), '', `evenkeel ${use}`, 32))
}

function masterOf(password: string): Uint8Array {
  const known = MASTERS.get(password)
  if (known !== undefined) return known
  const made = scryptSync(password, 'evenkeel database pair', 32, { N: 32_768, r: 8, p: 1, maxmem: 64 * 1024 * 1024 })
  MASTERS.set(password, made)
  return made
}

/** A password for one use, in letters and digits. */
export function derivedPassword(password: Secret, use: string): Secret {
  return new Secret(Buffer.from(derived(password, use)).toString('hex'), password.source)
}
