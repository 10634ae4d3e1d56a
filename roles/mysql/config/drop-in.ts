import type { Text } from '../../../engine/secrets.ts'
import type { OpeningsContext } from '../../contract.ts'
import { configFile, type Lines } from '../../kit/config-text.ts'
import { PLACES, TLS_FILES } from '../places.ts'
import { bindAddresses, serverId, startsReadOnly } from '../topology.ts'
import type { GivenCertificates } from '../vars/replication.ts'
import type { MysqlVars } from '../vars/vars.ts'
import { mariadbLines } from './mariadb.ts'
import { mysqlLines } from './mysql.ts'

type Context = Pick<OpeningsContext<MysqlVars>, 'vars' | 'host' | 'members'>

/** Our drop-in file, which the distribution's own configuration reads last. */
export function dropIn(context: Context): Text {
  const { vars } = context
  const { replication, replica_of: replicaOf } = vars
  return configFile(
    ['', '[mysqld]'],
    [`bind_address = ${bindAddresses(context)?.join(',') ?? '*'}`, `port = ${vars.port}`],
    vars.engine === 'mysql' ? mysqlxLines(context) : [],
    replication === undefined ? [] : replicationLines(context),
    replication === undefined || replication.tls === 'off' ? [] : tlsLines(replication.tls),
    replication === undefined ? [] : vars.engine === 'mysql' ? mysqlLines(context) : mariadbLines(context),
    replicaOf === undefined && vars.writer === undefined ? [] : ['event_scheduler = OFF'],
    Object.entries(vars.settings).map(([name, value]) => `${name} = ${onOrOff(value)}`),
  )
}

/** The X Protocol, on port 33060, listens on all addresses by default. */
function mysqlxLines({ vars }: Context): Lines {
  return 'mysqlx_bind_address' in vars.settings ? [] : ['mysqlx_bind_address = 127.0.0.1']
}

/** Rule 45. Both servers write the same, so that either can be the writer. */
function replicationLines(context: Context): Lines {
  const { vars, host, members } = context
  const place = members.findIndex(({ name }) => name === host.name)
  return [
    `server_id = ${serverId(host, context)}`,
    'log_bin = binlog',
    `binlog_expire_logs_seconds = ${vars.binlog_days * 86_400}`,
    'binlog_row_image = FULL',
    // A crash loses no transaction that a client was told is safe.
    'sync_binlog = 1',
    'innodb_flush_log_at_trx_commit = 1',
    'sync_relay_log = 1',
    // It would throw away what a standby has acknowledged, and not yet applied.
    'relay_log_recovery = OFF',
    'relay_log = relay',
    ...(vars.writer === undefined
      ? []
      : ['auto_increment_increment = 2', `auto_increment_offset = ${place === 0 ? 1 : 2}`]),
    ...(startsReadOnly(context) ? ['read_only = ON'] : []),
  ]
}

/** A certificate that is given as a path stays where it is. */
function tlsLines(tls: 'made' | GivenCertificates): Lines {
  const { ca, certificate, key } = tlsPaths(tls)
  return [`ssl_ca = ${ca}`, `ssl_cert = ${certificate}`, `ssl_key = ${key}`]
}

export function tlsPaths(tls: 'made' | GivenCertificates): Readonly<Record<keyof typeof TLS_FILES, string>> {
  if (tls === 'made') return TLS_FILES
  const pathOf = (key: keyof typeof TLS_FILES) => {
    const value = tls[key]
    return typeof value === 'string' && value.startsWith('/') ? value : TLS_FILES[key]
  }
  return { ca: pathOf('ca'), certificate: pathOf('certificate'), key: pathOf('key') }
}

function onOrOff(value: string | number | boolean): string {
  return typeof value === 'boolean' ? (value ? 'ON' : 'OFF') : String(value)
}

/** The path of the drop-in file. */
export function dropInPath({ engine }: Pick<MysqlVars, 'engine'>): string {
  return PLACES[engine].dropIn
}
