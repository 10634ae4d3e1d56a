import { createHash, scryptSync } from 'node:crypto'
import { Blob } from '../../blob.ts'
import { Secret } from '../../secrets.ts'
import type { Engine } from './engine.ts'
import { sha256Crypt } from './sha256-crypt.ts'

/**
 * How an account proves who it is, as SQL after `IDENTIFIED`: `BY PASSWORD '*94BD…'`, or
 * `WITH 'caching_sha2_password' AS 0x2441…`. A server prints it so, and takes it so, and no password is in it. But who has
 * it can try passwords, so it is a secret too: specs, states and journals have its SHA-256 only.
 */
type Clause = string

/**
 * The scheme and its rounds, in units of 1000, in hexadecimal. MySQL 8 makes 5000 by default, MySQL 9.7 10,000; each takes
 * what the other has made.
 */
const MYSQL_PREFIX = '$A$005$'
const PREFIX_LENGTH = MYSQL_PREFIX.length
const SALT_LENGTH = 20

/** A MySQL clause in the form in which it is compared: in hexadecimal the prefix, the salt, and the digest. */
const MYSQL_CLAUSE = /^WITH 'caching_sha2_password' AS 0x(244124(?:3[0-9]|4[1-6]){3}24[0-9A-F]{40})[0-9A-F]{86}$/
/** A server shows a hash as text if all of it can be printed. */
const MYSQL_TEXT = /^WITH 'caching_sha2_password' AS '((?:[^'\\]|\\.|'')*)'$/s

/**
 * The password behind the blob of a clause. Only in memory: a spec that comes from a journal has no password, and then a
 * stored hash with another salt counts as another password.
 */
const passwords = new WeakMap<Blob, Secret>()

const clauses = new Map<string, Blob>()

/** The clause for a new password. The same password of the same account makes the same clause. */
export function clauseOf(engine: Engine, account: string, password: Secret): Blob {
  const key = JSON.stringify([engine, account, password.reveal()])
  const known = clauses.get(key)
  if (known !== undefined) return known
  const clause = engine === 'mariadb' ? mariadbClause(password) : mysqlClause(password, saltFor(account, password))
  const blob = Blob.of(new Secret(clause, password.source))
  passwords.set(blob, password)
  clauses.set(key, blob)
  return blob
}

/** Whether a stored clause is that of the password, computed with the stored salt. */
export function isClauseOf(blob: Blob, stored: { readonly sha256: string; readonly salt: string | null }): boolean {
  if (stored.sha256 === blob.sha256) return true
  const password = passwords.get(blob)
  if (password === undefined || stored.salt === null) return false
  return sha256Of(mysqlClause(password, Buffer.from(stored.salt, 'hex'))) === stored.sha256
}

/** The digest by which a state names a clause, and its salt, with the prefix, if only a password and these can make it again. */
export function digestOfClause(clause: Clause): { readonly sha256: string; readonly salt: string | null } {
  const compared = inHexadecimal(clause)
  return { sha256: sha256Of(compared), salt: MYSQL_CLAUSE.exec(compared)?.[1] ?? null }
}

function inHexadecimal(clause: Clause): Clause {
  const [, text] = MYSQL_TEXT.exec(clause) ?? []
  if (text === undefined) return clause
  const hash = text.replaceAll(/\\(.)|''/gs, (_found, escaped?: string) => escaped ?? "'")
  return `WITH 'caching_sha2_password' AS 0x${Buffer.from(hash, 'latin1').toString('hex').toUpperCase()}`
}

function mariadbClause(password: Secret): Clause {
  const once = createHash('sha1').update(password.reveal()).digest()
  return `BY PASSWORD '*${createHash('sha1').update(once).digest('hex').toUpperCase()}'`
}

/** @param salt with the prefix in front */
function mysqlClause(password: Secret, salt: Buffer): Clause {
  const rounds = 1000 * Number.parseInt(salt.toString('latin1', 3, PREFIX_LENGTH - 1), 16)
  const digest = sha256Crypt(Buffer.from(password.reveal()), salt.subarray(PREFIX_LENGTH), rounds)
  const whole = Buffer.concat([salt, Buffer.from(digest)])
  return `WITH 'caching_sha2_password' AS 0x${whole.toString('hex').toUpperCase()}`
}

/**
 * A random salt would be another one in each plan, so it is derived. Derived of the account's name alone, a table for
 * common names could be made beforehand. The derivation is slow on purpose: to try passwords on the salt must cost more
 * than to try them on the digest. MySQL allows bytes from 1 to 127, but no `$`.
 */
function saltFor(account: string, password: Secret): Buffer {
  const bytes = scryptSync(password.reveal(), `evenkeel database account ${account}`, SALT_LENGTH, {
    N: 16384,
    r: 8,
    p: 1,
  })
  return Buffer.concat([Buffer.from(MYSQL_PREFIX), bytes.map((byte) => 0x30 + (byte & 0x3f))])
}

function sha256Of(clause: Clause): string {
  return createHash('sha256').update(clause).digest('hex')
}
