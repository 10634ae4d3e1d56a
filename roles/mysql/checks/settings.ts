import { type Check, checkOf, type LookResult, type Verdict } from '../../../engine/check.ts'
import type { RoleContext } from '../../contract.ts'
import { serverId, startsReadOnly } from '../topology.ts'
import type { MysqlVars } from '../vars/vars.ts'
import { isOn, lookAt, serverIn } from './look.ts'

/** Values that a running server has, by the names of look.sh. */
export type Expected = Readonly<Record<string, string>>

/** The running server has the described number, offset and protection: not only its file. */
export function settingsCheck(context: RoleContext<MysqlVars>): Check {
  const { vars, host } = context
  const expects = expectedOf(context)
  return checkOf({
    title: `${host.name}: the ${vars.engine} server runs as described`,
    advice: `Look at the end of its log (journalctl -u ${vars.engine}), and what else sets these variables.`,
    expects,
    looks: { server: lookAt(host, vars) },
    within: 20,
    judge: ({ server }) => judgeSettings(expects, startsReadOnly(context), server),
  })
}

function expectedOf(context: RoleContext<MysqlVars>): Expected {
  const { vars, host, members } = context
  if (vars.replication === undefined) return {}
  const place = members.findIndex(({ name }) => name === host.name)
  return {
    server_id: `${serverId(host, context)}`,
    log_bin: '1',
    ...(vars.writer === undefined ? {} : { id_increment: '2', id_offset: place === 0 ? '1' : '2' }),
    ...(vars.engine === 'mariadb' ? { gtid_strict_mode: '1', domain: `${serverId(host, context)}` } : {}),
  }
}

export function judgeSettings(expected: Expected, mayBeReadOnly: boolean, result: LookResult): Verdict {
  const server = serverIn(result)
  if (server.cannot !== undefined) return { holds: false, saw: server.cannot }
  const faults = Object.entries(expected)
    .filter(([name, value]) => server.field(name) !== value)
    .map(([name, value]) => `${name} is ${server.field(name) || 'unknown'}, ${value} is described`)
  const readOnly = isOn(server.field('read_only'))
  const unwanted = readOnly && !mayBeReadOnly ? ['it is read-only'] : []
  // On MySQL, read_only alone lets root and others write.
  const half = readOnly && server.field('super_read_only') !== '' && !isOn(server.field('super_read_only'))
  const all = [...faults, ...unwanted, ...(half ? ['read_only is on, and super_read_only is off'] : [])]
  if (all.length > 0) return { holds: false, saw: all.join('; ') }
  return { holds: true, saw: `server_id ${server.field('server_id')}, ${readOnly ? 'read-only' : 'open'}` }
}
