import { type LegacyKeys, ofEach } from '../../../engine/errors/legacy-keys.ts'

// Keys of tutorials and of other tools' roles, and what to write here instead.

const WRITER = 'write writer: { vip: … }; the role keepalived, after this one, elects the holder'
const CHANNEL = 'write replication: { password: … }: the role makes the channels, with GTIDs (rule 43)'
const IN_HOST = 'write server_id as a variable of the host in the inventory'

export const topNames: LegacyKeys = {
  ...ofEach(
    ['root_password', 'mysql_root_password', 'mariadb_root_password'],
    'leave it out: root logs in over the socket, without a password',
  ),
  ...ofEach(['users', 'mysql_users', 'mariadb_users'], 'write accounts: [{ name: shop, from: [web_servers], … }]'),
  ...ofEach(['mysql_databases', 'mariadb_databases', 'schemas'], 'write databases: [shop]'),
  ...ofEach(['server_id', 'server-id', 'mysql_server_id'], IN_HOST),
  ...ofEach(['bind_address', 'bind-address', 'mysql_bind_address', 'listen'], 'write bind'),
  ...ofEach(
    ['my_cnf', 'mycnf', 'config', 'mysql_config_file', 'extra', 'variables'],
    'write settings: { innodb_buffer_pool_size: 1G }',
  ),
  ...ofEach(
    [
      'change_master',
      'master_host',
      'master_user',
      'master_password',
      'mysql_replication_master',
      'mysql_replication_user',
      'mysql_replication_role',
      'source_host',
    ],
    CHANNEL,
  ),
  ...ofEach(['auto_increment_offset', 'auto_increment_increment'], 'leave it out: the role writes them (rule 45)'),
  ...ofEach(['vip', 'virtual_ip'], WRITER),
  ...ofEach(['witness', 'witnesses'], 'write writer: { witnesses: [ … ] }'),
  ...ofEach(
    ['semisync', 'semi_sync', 'tls', 'ssl'],
    (key) => `write replication: { ${key === 'ssl' ? 'tls' : key.replace('_', '')}: … }`,
  ),
  ...ofEach(['master', 'primary', 'source'], 'write replica_of: the host whose read replica this is'),
  ...ofEach(
    ['dual_master', 'multi_master', 'active_active'],
    'leave it out: two hosts with replication are a pair, of which the holder of the VIP is open (rule 46)',
  ),
  version: 'leave it out: the package is that of the distribution',
  packages: 'leave it out: write engine: mariadb or mysql',
}

export const replicationNames: LegacyKeys = {
  ...ofEach(['MASTER_HOST', 'master_host', 'source', 'host'], 'leave it out: the other host of the play is the source'),
  ...ofEach(['name', 'MASTER_USER', 'master_user', 'account'], 'write user'),
  ...ofEach(['MASTER_PASSWORD', 'master_password'], 'write password'),
  ...ofEach(
    ['MASTER_LOG_FILE', 'MASTER_LOG_POS', 'master_log_file', 'master_log_pos', 'auto_position'],
    'leave it out: positions come from GTIDs (rule 45)',
  ),
  ...ofEach(['semi_sync', 'semi_synchronous'], 'write semisync'),
  ...ofEach(['ssl', 'MASTER_SSL'], 'write tls: made, or { ca: …, certificate: …, key: … }'),
}

export const writerNames: LegacyKeys = {
  ...ofEach(['address', 'virtual_ip', 'virtual_ipaddress'], 'write vip'),
  ...ofEach(['witness', 'gateway', 'arbiter', 'quorum'], 'write witnesses: [ … ]'),
  ...ofEach(
    ['interface', 'router_id', 'virtual_router_id', 'priority'],
    'write it into an instance of the role keepalived',
  ),
  ...ofEach(['check_port', 'http_port'], 'write port'),
}

export const accountNames: LegacyKeys = {
  ...ofEach(['user', 'login'], 'write name'),
  ...ofEach(['host', 'hosts', 'address'], 'write from: [ … ]: groups, hosts, addresses or patterns such as 10.0.0.%'),
  ...ofEach(['priv', 'privileges', 'privs', 'grant'], 'write grants: [{ on: shop.*, privileges: [SELECT] }]'),
  ...ofEach(['identified_by', 'IDENTIFIED BY'], 'write password (rule 43)'),
  ...ofEach(['plugin', 'auth_plugin', 'encrypted'], "leave it out: the account gets the server's own method (rule 43)"),
  ...ofEach(['require_ssl', 'ssl', 'requires'], 'write tls: true'),
}

export const grantNames: LegacyKeys = {
  ...ofEach(['database', 'db', 'table', 'object'], 'write on: shop.*'),
  ...ofEach(['priv', 'privs', 'privilege'], 'write privileges: [SELECT, INSERT]'),
}
