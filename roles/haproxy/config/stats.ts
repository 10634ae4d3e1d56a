import { text } from '../../../engine/secrets.ts'
import type { HostView } from '../../contract.ts'
import { flag, type Lines, setting } from '../../kit/config-text.ts'
import { linesOf, quotedText } from '../text.ts'
import { bind } from '../vars/bind.ts'
import type { HaproxyVars } from '../vars/vars.ts'
import { bindLines } from './front.ts'
import { inStages, section } from './section.ts'

/** The stats page, at the address from vars; its password is a secret (rule 35). */
export function statsLines(vars: HaproxyVars, host: HostView): Lines {
  const { stats } = vars
  if (stats === undefined) return []
  const pageBind = bind.parse({
    address: stats.address,
    port: stats.port,
    ...(stats.ssl === undefined ? {} : { ssl: stats.ssl }),
  })
  return section(
    'frontend stats',
    [...bindLines(pageBind, 'http', vars, host), 'mode http', ...flag('no log', vars.global.log !== false)],
    stats.from === undefined ? [] : [`http-request deny unless { src ${stats.from.join(' ')} }`],
    ['stats enable', `stats uri ${stats.uri}`, 'stats hide-version', 'stats show-legends'],
    setting('stats refresh', stats.refresh),
    // Unquoted, a "#" would begin a comment in the middle of the password (rule 54).
    [text`stats auth ${quotedText(text`${stats.user}:${stats.password}`)}`],
    flag('stats admin if TRUE', stats.admin),
    inStages(linesOf(stats.extra)),
  )
}
