import { type LegacyKeys, ofEach } from '../../../engine/errors/legacy-keys.ts'

// Settings of option files that `settings` refuses, each with what to write instead.

/** Settings that the role writes itself. */
export const OWNED: LegacyKeys = {
  port: 'write port beside settings',
  bind_address: 'write bind beside settings',
  server_id: 'write server_id as a variable of the host in the inventory',
  gtid_domain_id: 'leave it out: it is the server_id (rule 47)',
  ...ofEach(['expire_logs_days', 'binlog_expire_logs_seconds'], 'write binlog_days beside settings'),
  ...ofEach(['ssl_ca', 'ssl_cert', 'ssl_key'], 'write replication: { tls: { ca: …, certificate: …, key: … } }'),
  ...ofEach(
    ['read_only', 'super_read_only', 'event_scheduler'],
    'leave it out: servers start read-only, and the guard opens one (rule 46); for events write writer: { events: true }',
  ),
  ...ofEach(
    [
      'log_bin',
      'log_slave_updates',
      'log_replica_updates',
      'gtid_mode',
      'enforce_gtid_consistency',
      'gtid_strict_mode',
      'skip_replica_start',
      'skip_slave_start',
      'slave_net_timeout',
      'replica_net_timeout',
      'auto_increment_increment',
      'auto_increment_offset',
      'relay_log',
      'plugin_load',
      'plugin_load_add',
    ],
    'leave it out: the role writes it (rule 45)',
  ),
  ...ofEach(
    [
      'rpl_semi_sync_master_enabled',
      'rpl_semi_sync_slave_enabled',
      'rpl_semi_sync_source_enabled',
      'rpl_semi_sync_replica_enabled',
    ],
    'write replication: { semisync: true }: the guard switches it on at the writer only',
  ),
}

const DROPS = 'leave it out: databases that it leaves out make the servers differ without an error (rule 45)'

/** Settings that lose transactions, or that servers no longer know. */
export const REFUSED: LegacyKeys = {
  relay_log_recovery: 'leave it out: a standby that restarts throws acknowledged transactions away (rule 45)',
  ...ofEach(
    ['sync_binlog', 'innodb_flush_log_at_trx_commit', 'sync_relay_log'],
    'leave it out: another value than 1 loses acknowledged transactions with a crash (rule 45)',
  ),
  binlog_format: 'leave it out: it is ROW, and others make the servers differ (rule 45)',
  binlog_row_image: 'leave it out: it is FULL, so that a fork can be shown (rule 48)',
  ...ofEach(
    [
      'binlog_do_db',
      'binlog_ignore_db',
      'replicate_do_db',
      'replicate_ignore_db',
      'replicate_do_table',
      'replicate_ignore_table',
      'replicate_wild_do_table',
      'replicate_wild_ignore_table',
    ],
    DROPS,
  ),
  ...ofEach(
    ['slave_skip_errors', 'replica_skip_errors', 'sql_slave_skip_counter'],
    'leave it out: an error of replication is the sign of a fork (rule 48)',
  ),
  ...ofEach(
    ['master_host', 'master_user', 'master_password', 'master_port', 'master_connect_retry'],
    'gone from option files: write replication: { password: … }, and the role makes the channels (rule 43)',
  ),
  ...ofEach(
    ['default_authentication_plugin', 'mysql_native_password'],
    'gone: accounts of MySQL 9 have caching_sha2_password (rule 43)',
  ),
  ...ofEach(
    ['query_cache_size', 'query_cache_type'],
    'gone since MySQL 8.0, and slow on many cores: leave it out (rule 43)',
  ),
  ...ofEach(['skip_grant_tables', 'skip_networking'], 'leave it out: replication needs accounts and the network'),
  skip_log_bin: 'leave it out: replication needs the binary log (rule 45)',
}
