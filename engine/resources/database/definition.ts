import { createHash } from 'node:crypto'
import { type Privilege, privilegesIn } from './grants.ts'
import { digestOfClause } from './password.ts'

export type DatabaseAccountState = {
  /** The clause by its digest. The salt is that of a MySQL hash. */
  readonly clause: { readonly sha256: string; readonly salt: string | null }
  /** What follows REQUIRE. */
  readonly tls: string
  readonly privileges: readonly Privilege[]
  /** The digest of all statements that make it, as it was read; the host keeps them for an undo. Undefined if it is described. */
  readonly definition?: string
}

/** The words with which the next part of CREATE USER begins. */
const NEXT = new Set(['DEFAULT', 'REQUIRE', 'WITH', 'PASSWORD', 'ACCOUNT', 'ATTRIBUTE', 'COMMENT'])

/**
 * Reads SHOW CREATE USER and SHOW GRANTS:
 * ``CREATE USER `shop`@`10.0.0.%` IDENTIFIED WITH 'caching_sha2_password' AS '…' REQUIRE SSL PASSWORD EXPIRE DEFAULT …``
 */
export function definitionIn(output: string): DatabaseAccountState {
  const whole = `${output.trimEnd()}\n`
  const [first = '', ...grants] = whole.trimEnd().split('\n')
  const words = first.match(/'(?:[^'\\]|\\.|'')*'|\S+/g) ?? []
  return {
    clause: digestOfClause(partAfter(words, 'IDENTIFIED')),
    tls: partAfter(words, 'REQUIRE') || 'NONE',
    privileges: privilegesIn(grants),
    definition: createHash('sha256').update(whole, 'latin1').digest('hex'),
  }
}

/** `WITH` and `PASSWORD` belong to `IDENTIFIED` where they are its first word, or the second one. */
function partAfter(words: readonly string[], word: string): string {
  const start = words.indexOf(word)
  if (start < 0) return ''
  const rest = words.slice(start + 1)
  const least = word === 'IDENTIFIED' ? 2 : 1
  const end = rest.findIndex((one, index) => index >= least && NEXT.has(one))
  return rest.slice(0, end < 0 ? undefined : end).join(' ')
}
