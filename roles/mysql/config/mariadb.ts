import type { OpeningsContext } from '../../contract.ts'
import type { Lines } from '../../kit/config-text.ts'
import { serverId } from '../topology.ts'
import type { MysqlVars } from '../vars/vars.ts'

/** What MariaDB needs for replication besides the settings of both engines. */
export function mariadbLines(context: Pick<OpeningsContext<MysqlVars>, 'vars' | 'host' | 'members'>): Lines {
  return [
    'binlog_format = ROW',
    'log_slave_updates = ON',
    // Each writer has a domain of its own (rule 47).
    `gtid_domain_id = ${serverId(context.host, context)}`,
    'gtid_strict_mode = ON',
    'skip_slave_start = ON',
    'slave_net_timeout = 3',
    'slave_parallel_threads = 4',
    'performance_schema = ON',
    ...(context.vars.writer === undefined ? [] : semisyncLines()),
  ]
}

/** As for MySQL; MariaDB has it built in. */
function semisyncLines(): Lines {
  return [
    'rpl_semi_sync_slave_enabled = ON',
    'rpl_semi_sync_master_enabled = OFF',
    'rpl_semi_sync_master_timeout = 10000',
    'rpl_semi_sync_master_wait_point = AFTER_SYNC',
  ]
}
