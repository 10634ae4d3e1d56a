import type { Lint } from '../../contract.ts'
import { refuse, warn } from '../../kit/lints/lint.ts'
import { upOf } from '../checks/servers.ts'
import type { Balancer } from '../config/config.ts'
import { ownLines } from '../own/lines.ts'
import { modeOf } from '../proxies.ts'
import { type Server, serversOf } from '../servers.ts'
import type { Back } from '../vars/proxy.ts'
import type { HaproxyVars } from '../vars/vars.ts'

/** Databases by port. */
const DATABASES: Readonly<Record<number, string>> = { 3306: 'MySQL', 33060: 'MySQL', 5432: 'PostgreSQL' }

/** The findings of rules 37 and 38 about a backend of databases. */
export function databaseLints(back: Back, vars: HaproxyVars, { hosts }: Balancer): readonly Lint[] {
  if (modeOf(back, vars) !== 'tcp') return []
  const servers = serversOf(back, hosts)
  const database = servers.map(({ port }) => DATABASES[port]).find((one) => one !== undefined)
  return [
    ...mysqlChecks(back),
    ...(database === undefined ? [] : [...severalWriters(back, servers, database), ...keptSessions(back, servers)]),
    ...(database === 'MySQL' ? blindChecks(back, servers) : []),
    ...lateSuccessor(back),
  ]
}

/** The guard of the role `mysql` answers on this port. */
const ASK_THE_GUARD = 'check: { http: /, port: 3380 }, which the guard of the role mysql answers'

function mysqlChecks(back: Back): readonly Lint[] {
  const own = ownLines(back).map(({ words }) => words.join(' '))
  const written = [...back.options, ...own].filter((one) => /\bmysql-check\b/.test(one))
  const fault = 'mysql-check fails with accounts of MySQL 9 and proves nothing about the data'
  return written.map(() => warn(37, `"${back.name}": ${fault}: write ${ASK_THE_GUARD}`))
}

/** Of several servers, only a check that fails closed leaves out one that hangs, or that is not the writer. */
function blindChecks(back: Back, servers: readonly Server[]): readonly Lint[] {
  if (servers.length < 2 || back.check.http !== undefined || mysqlChecks(back).length > 0) return []
  const fault = 'a check that only connects leaves a server that hangs, or that is not the writer, up'
  return [warn(37, `"${back.name}": ${fault}: write ${ASK_THE_GUARD}`)]
}

/** HAProxy asks a server that is down only at `downinter`: for so long there is no writer after a take-over. */
function lateSuccessor(back: Back): readonly Lint[] {
  const {
    name,
    default_server: { downinter },
  } = back
  if (upOf(back).most === Number.POSITIVE_INFINITY || /^\d+(us|ms)$|^[01]s$/.test(downinter)) return []
  const fault = `the next server that the check picks is found only after ${downinter}`
  return [warn(37, `"${name}": ${fault}: write default_server: { downinter: 500ms }`)]
}

/**
 * Two active servers may accept conflicting writes. Not where something on the servers answers the health check: it is up
 * only on the writer, or the servers are a cluster that takes writes everywhere, as Galera's.
 */
function severalWriters(back: Back, servers: readonly Server[], database: string): readonly Lint[] {
  const { name } = back
  const active = servers.filter(({ backup, weight }) => !backup && weight > 0)
  if (active.length < 2 || isAnswered(back)) return []
  const message = `"${name}" spreads writes over ${active.length} servers of ${database}: make one active and the others backup`
  // A port of PostgreSQL is often one for reads, and its replicas refuse writes.
  if (database !== 'MySQL') return [warn(38, message)]
  return [refuse(38, `${message}; if it gets only reads, write allow: { 38: the reason } beside vars`)]
}

function isAnswered(back: Back): boolean {
  const own = ownLines(back).some(
    ({ words }) => words[0] === 'option' && /^(httpchk|external-check)$/.test(words[1] ?? ''),
  )
  return own || back.check.http !== undefined || upOf(back).most === 1
}

function keptSessions(back: Back, servers: readonly Server[]): readonly Lint[] {
  const active = servers.filter(({ backup, weight }) => !backup && weight > 0)
  const ends = (options: { readonly on_marked_down?: string | undefined }) => options.on_marked_down !== undefined
  if (servers.length < 2 || ends(back.default_server) || active.every(({ described }) => ends(described))) return []
  return [
    warn(
      38,
      `"${back.name}": connections stay with a server that is down: write default_server: { on_marked_down: shutdown-sessions }`,
    ),
  ]
}
