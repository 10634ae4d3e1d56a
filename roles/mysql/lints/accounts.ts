import type { Lint } from '../../contract.ts'
import { refuse, warn } from '../../kit/lints/lint.ts'
import type { AccountVars } from '../vars/account.ts'
import type { MysqlVars } from '../vars/vars.ts'

/** Privileges with which an account writes on a server that is read-only, or ends the guard's sessions. */
const BYPASSING = [
  'SUPER',
  'READ_ONLY ADMIN',
  'READ ONLY ADMIN',
  'SYSTEM_VARIABLES_ADMIN',
  'CONNECTION_ADMIN',
  'CONNECTION ADMIN',
  'ALL',
  'ALL PRIVILEGES',
]

/** Findings about the accounts of applications. */
export function accountLints(vars: MysqlVars): readonly Lint[] {
  return vars.accounts.flatMap((one) => [
    ...(vars.writer === undefined && vars.replica_of === undefined ? [] : bypasses(one)),
    ...everywhere(one),
    ...shortPassword(one),
  ])
}

function bypasses({ name, grants }: AccountVars): Lint[] {
  const found = grants.filter(({ on }) => on === '*.*').flatMap(({ privileges }) => privileges)
  const [first] = found.filter((privilege) => BYPASSING.includes(privilege.trim().toUpperCase()))
  if (first === undefined) return []
  return [
    refuse(
      46,
      `account "${name}": with ${first} on *.* it writes on a server that is read-only; grant what it needs, on its own databases`,
    ),
  ]
}

function everywhere({ name, from }: AccountVars): Lint[] {
  if (!from.includes('%')) return []
  return [
    warn(44, `account "${name}" may connect from everywhere: write groups or networks into from, such as 10.0.0.%`),
  ]
}

function shortPassword({ name, password }: AccountVars): Lint[] {
  const length = Buffer.byteLength(password.reveal())
  if (length >= 12) return []
  return [warn(44, `account "${name}": a password of ${length} characters can be tried out; take 12 or more`)]
}
