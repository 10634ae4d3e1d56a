import { type LegacyForm, refusesLegacy } from './legacy-forms.ts'

const vars = (more: string) => `{ engine: mysql, ${more} }`
const account = (more: string) => vars(`accounts: [{ name: shop, from: [web1], password: a-long-password, ${more} }]`)
const settings = (line: string) => vars(`settings: { ${line} }`)

const KEYS: readonly LegacyForm[] = [
  [vars('root_password: secretly'), 'root_password', 'root logs in over the socket'],
  [vars('mysql_users: []'), 'mysql_users', 'write accounts'],
  [vars('bind_address: 0.0.0.0'), 'bind_address', 'write bind'],
  [vars('server_id: 1'), 'server_id', 'as a variable of the host'],
  [vars('master_host: 10.0.0.1'), 'master_host', 'write replication: { password: … }'],
  [vars('vip: 10.0.0.100'), 'vip', 'write writer: { vip: … }'],
  [vars('replication: { password: 0123456789abcdef, MASTER_LOG_FILE: a }'), 'MASTER_LOG', 'positions come from GTIDs'],
  [vars('writer: { vip: 10.0.0.9, gateway: 10.0.0.1 }'), 'gateway', 'write witnesses'],
  [account('host: "%"'), 'host', 'write from'],
  [account('priv: "shop.*:ALL"'), 'priv', 'write grants'],
  [account('plugin: mysql_native_password'), 'plugin', "the server's own method"],
]

const VALUES: readonly LegacyForm[] = [
  ['{ engine: MariaDB }', 'MariaDB', 'Write mariadb.'],
  [vars('accounts: [{ name: root, from: ["%"], password: a-long-password }]'), 'root', 'root logs in over the socket'],
  [settings('default_authentication_plugin: mysql_native_password'), 'mysql_native', 'caching_sha2_password'],
  [settings('master-host: 10.0.0.1'), '10.0.0.1', 'gone from option files'],
  [settings('slave_skip_errors: all'), 'all', 'the sign of a fork'],
  [settings('binlog-do-db: shop'), 'shop', 'differ without an error'],
  [settings('expire_logs_days: 10'), '10', 'write binlog_days'],
  [settings('query_cache_size: 1M'), '1M', 'gone since MySQL 8.0'],
]

refusesLegacy('mysql', [...KEYS, ...VALUES])
