import type { Lint } from '../../contract.ts'
import { refuse, warn } from '../../kit/lints/lint.ts'
import { type RawLine, rawLines } from '../raw.ts'
import { isEverywhere } from '../vars/bind.ts'
import type { HaproxyVars } from '../vars/vars.ts'

/** Lints of the admin socket, of the stats page, and of `stats auth` in the user's own lines (rule 35). */
export function statsLints(vars: HaproxyVars): readonly Lint[] {
  const { global, defaults, frontends, backends, listens, stats } = vars
  const sections = [global, defaults, ...frontends, ...backends, ...listens, ...(stats === undefined ? [] : [stats])]
  return [
    ...socketLints(global.socket.mode),
    ...(stats === undefined ? [] : pageLints(stats)),
    ...[vars, ...sections].flatMap((one) => rawStatsLints(rawLines(one.extra?.reveal() ?? ''))),
  ]
}

function socketLints(mode: string): readonly Lint[] {
  const isOpen = (Number(mode.at(-1)) & 2) !== 0
  return isOpen ? [refuse(35, `global.socket: every user of the host can write to the admin socket, mode ${mode}`)] : []
}

function pageLints(stats: NonNullable<HaproxyVars['stats']>): readonly Lint[] {
  return [
    ...passwordLints(stats.user, stats.password.reveal()),
    ...(isEverywhere(stats) && stats.from === undefined
      ? [warn(35, 'the stats page is bound to all addresses: bind it to one, or limit its clients with from')]
      : []),
    ...(stats.admin && stats.ssl === undefined && !['127.0.0.1', '::1'].includes(stats.address)
      ? [warn(35, 'an eavesdropper can take servers out on the stats page: give it ssl, or set admin to false')]
      : []),
  ]
}

/** Lints of `stats auth` lines. */
export function rawStatsLints(lines: readonly RawLine[]): readonly Lint[] {
  return lines.flatMap(({ words: [first, second, third = ''], number }) => {
    if (first !== 'stats' || second !== 'auth') return []
    const [user = '', password = ''] = third.replaceAll(/["'\\]/g, '').split(':')
    return passwordLints(user, password).map((lint) => ({
      ...lint,
      message: `line ${number}, "stats auth": ${lint.message}`,
    }))
  })
}

const DEFAULT_PASSWORDS = ['admin', 'password', 'haproxy', 'stats', 'root', 'secret', 'changeme', '123456', '12345678']

function passwordLints(user: string, password: string): readonly Lint[] {
  if (password === user || DEFAULT_PASSWORDS.includes(password.toLowerCase()))
    return [refuse(35, 'the stats page has a password that attackers try first: use another, from a secret')]
  return password.length < 8 ? [warn(35, 'the password of the stats page has less than 8 characters')] : []
}
