import { z } from 'zod'
import type { Engine } from './engine.ts'

const PRIVILEGE = /^[A-Z][A-Z_]*( [A-Z_]+)*$/
const NAME = '[A-Za-z0-9_$-]{1,64}'
const OBJECT = new RegExp(`^(\\*\\.\\*|${NAME}\\.(\\*|${NAME}))$`)

export const grant = z.strictObject({
  privileges: z
    .array(
      z
        .string()
        .transform((name) => name.trim().toUpperCase())
        .refine((name) => PRIVILEGE.test(name), 'must be the name of a privilege, such as SELECT or REPLICATION SLAVE'),
    )
    .min(1)
    .describe('Names of privileges, such as SELECT; ALL PRIVILEGES, and GRANT OPTION, too.'),
  on: z
    .string()
    .regex(OBJECT, 'must be *.*, DATABASE.* or DATABASE.TABLE, such as shop.*')
    .describe('Object of the privileges: *.*, DATABASE.* or DATABASE.TABLE. In names, _ is just itself.'),
})

export type Grant = z.output<typeof grant>

/** Names by which MariaDB shows privileges that have several names. */
const MARIADB_NAMES: Readonly<Record<string, string>> = {
  'REPLICATION CLIENT': 'BINLOG MONITOR',
  'REPLICATION REPLICA': 'REPLICATION SLAVE',
  'REPLICATION REPLICA ADMIN': 'REPLICATION SLAVE ADMIN',
  'REPLICA MONITOR': 'SLAVE MONITOR',
  'CREATE USERS': 'CREATE USER',
}

/**
 * One privilege and its object as the server shows them: ``SELECT ON `shop`.*``. Roles, and partial revokes of MySQL, are
 * whole texts: `` `reader`@`%` ``, ``REVOKE SELECT ON `mysql`.*``.
 */
export type Privilege = string

export function privilegesOf(engine: Engine, grants: readonly Grant[]): readonly Privilege[] {
  const all = grants.flatMap(({ privileges, on }) =>
    privileges
      .map((name) => (name === 'ALL' ? 'ALL PRIVILEGES' : name))
      .filter((name) => name !== 'USAGE')
      .map((name) => `${(engine === 'mariadb' && MARIADB_NAMES[name]) || name} ON ${objectOf(on)}`),
  )
  return [...new Set(all)].sort()
}

/** In a grant on a whole database, an unescaped `_` stands for any character. */
function objectOf(on: string): string {
  const [database = '', table = ''] = on.split('.')
  if (database === '*') return '*.*'
  return table === '*' ? `\`${database.replaceAll('_', '\\_')}\`.*` : `\`${database}\`.\`${table}\``
}

/** Reads lines of SHOW GRANTS. */
export function privilegesIn(lines: readonly string[]): readonly Privilege[] {
  return lines.flatMap(privilegesInLine).sort()
}

function privilegesInLine(line: string): readonly Privilege[] {
  const [, verb, what = '', direction, rest = ''] =
    /^(GRANT|REVOKE) (.*?) (TO|FROM) (?=`(?:[^`]|``)*`@`(?:[^`]|``)*`)(.*)$/.exec(line) ?? []
  if (verb === undefined) return []
  if (direction === 'FROM') return [`REVOKE ${what}`]
  const [, privileges, object] = /^(.*) ON ((?:\S+ )?\S+)$/.exec(what) ?? []
  if (privileges === undefined || object === undefined)
    return [rest.endsWith(' WITH ADMIN OPTION') ? `${what} WITH ADMIN OPTION` : what]
  const names = splitOutsideParentheses(privileges).filter((name) => name !== 'USAGE')
  const all = rest.endsWith(' WITH GRANT OPTION') ? [...names, 'GRANT OPTION'] : names
  return all.map((name) => `${name} ON ${object}`)
}

/** ``SELECT (`a`, `b`), UPDATE`` has two privileges. */
function splitOutsideParentheses(text: string): readonly string[] {
  return text.split(/,(?![^(]*\))/).map((one) => one.trim())
}

/** Statements that make `to` of `from`, for an account as it is quoted in SQL. */
export function grantsBetween(
  account: string,
  from: readonly Privilege[],
  to: readonly Privilege[],
): { readonly grants: string; readonly revokes: string } {
  const added = to.filter((one) => !from.includes(one))
  const gone = from.filter((one) => !to.includes(one))
  return {
    grants: added.map((one) => giving(account, one)).join('\n'),
    revokes: gone.map((one) => taking(account, one)).join('\n'),
  }
}

const ADMIN = / WITH ADMIN OPTION$/

function giving(account: string, privilege: Privilege): string {
  if (privilege.startsWith('REVOKE ')) return `${privilege} FROM ${account};`
  if (ADMIN.test(privilege)) return `GRANT ${privilege.replace(ADMIN, '')} TO ${account} WITH ADMIN OPTION;`
  return `GRANT ${privilege} TO ${account};`
}

function taking(account: string, privilege: Privilege): string {
  if (privilege.startsWith('REVOKE ')) return `GRANT ${privilege.slice('REVOKE '.length)} TO ${account};`
  return `REVOKE ${privilege.replace(ADMIN, '')} FROM ${account};`
}
