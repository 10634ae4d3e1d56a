import type { Lint } from '../../contract.ts'
import { refuse, warn } from '../../kit/lints/lint.ts'

const DEFAULT_PASSWORDS = ['admin', 'password', 'haproxy', 'stats', 'root', 'secret', 'changeme', '123456', '12345678']

/** What rule 35 has against the stats page's password. */
export function passwordLints(user: string, password: string): readonly Lint[] {
  if (password === user || DEFAULT_PASSWORDS.includes(password.toLowerCase()))
    return [refuse(35, 'the stats page has a password that everybody tries first: take one of its own, from a secret')]
  return password.length < 8 ? [warn(35, 'the password of the stats page has less than 8 characters')] : []
}
