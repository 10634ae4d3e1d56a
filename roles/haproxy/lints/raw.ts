import type { Lint } from '../../contract.ts'
import { warn } from '../../kit/lints/lint.ts'
import { type RawLine, rawLines } from '../raw.ts'
import type { HaproxyVars } from '../vars/vars.ts'
import { passwordLints } from './password.ts'

/** What rules 31 to 37 have against a configuration that was written as text. */
export function rawLints(config: string): readonly Lint[] {
  const all = rawLines(config)
  const checks = all.filter(({ words }) => words.includes('mysql-check'))
  return [
    ...statsPasswords(all),
    ...checks.map(({ number }) =>
      warn(37, `line ${number}: mysql-check fails with accounts of MySQL 9 and proves nothing about the data`),
    ),
    ...cookiesWithoutServers(all),
  ]
}

/** What rule 35 has against stats pages among the lines that stand beside what we model. */
export function extraLints(vars: HaproxyVars): readonly Lint[] {
  const { global, defaults, frontends, backends, listens, stats } = vars
  const sections = [global, defaults, ...frontends, ...backends, ...listens, ...(stats === undefined ? [] : [stats])]
  return [vars, ...sections].flatMap((one) => statsPasswords(rawLines(one.extra ?? '')))
}

function statsPasswords(all: readonly RawLine[]): readonly Lint[] {
  return all.flatMap(({ words: [first, second, third = ''], number }) => {
    if (first !== 'stats' || second !== 'auth') return []
    const [user = '', password = ''] = third.replaceAll(/["'\\]/g, '').split(':')
    return passwordLints(user, password).map((lint) => ({
      ...lint,
      message: `line ${number}, "stats auth": ${lint.message}`,
    }))
  })
}

/** A cookie that no server has a value for keeps nobody. */
function cookiesWithoutServers(all: readonly RawLine[]): readonly Lint[] {
  const cookies = all.filter(({ words, kind }) => words[0] === 'cookie' && ['backend', 'listen'].includes(kind))
  return cookies.flatMap(({ section, number, words }) => {
    const servers = all.filter((one) => one.section === section && one.words[0] === 'server')
    const without = servers.filter((one) => !one.words.includes('cookie'))
    if (without.length === 0 || words.includes('dynamic')) return []
    const names = without.map((one) => one.words[1]).join(', ')
    return [
      warn(
        31,
        `line ${number}: the servers ${names} of "${section}" have no cookie value, and clients do not stay there`,
      ),
    ]
  })
}
