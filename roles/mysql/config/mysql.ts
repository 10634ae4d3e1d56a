import type { OpeningsContext } from '../../contract.ts'
import type { Lines } from '../../kit/config-text.ts'
import { startsReadOnly } from '../topology.ts'
import type { MysqlVars } from '../vars/vars.ts'

/** What MySQL needs for replication besides the settings of both engines. Its log is in row format by default. */
export function mysqlLines({ vars, ...context }: Pick<OpeningsContext<MysqlVars>, 'vars' | 'host' | 'members'>): Lines {
  return [
    'log_replica_updates = ON',
    'gtid_mode = ON',
    'enforce_gtid_consistency = ON',
    ...(startsReadOnly({ vars, ...context }) ? ['super_read_only = ON'] : []),
    'skip_replica_start = ON',
    'replica_net_timeout = 3',
    // A server that was restored from its own older backup fetches what it lacks from its peer.
    'replicate_same_server_id = ON',
    'replica_preserve_commit_order = ON',
    'plugin_load_add = mysql_clone.so',
    ...(vars.writer === undefined ? [] : semisyncLines()),
  ]
}

/** The standby's half is always on; the guard switches the source's half on at the writer, where vars want it. */
function semisyncLines(): Lines {
  return [
    'plugin_load_add = semisync_source.so',
    'plugin_load_add = semisync_replica.so',
    'rpl_semi_sync_replica_enabled = ON',
    'rpl_semi_sync_source_enabled = OFF',
    'rpl_semi_sync_source_timeout = 10000',
    'rpl_semi_sync_source_wait_point = AFTER_SYNC',
  ]
}
