# The tables of this server's own, which are not replicated, and those that are: the canary, and the events of events.sh.
#
# evenkeel.writer has one row:
#   lineage           a random name, made when the first of the pair was opened. Servers of two lineages have nothing in common
#   epoch             grows when a server opens without the peer's whole state. The server of the lower epoch is superseded
#   complete_history  the binary logs have the lineage's data from the start: no table was there before
#   holds_data        this server has tables of users, and no lineage
#   in_step           this server had all of the peer when they last met. If not, it must not open alone

writer_sql() {
  # Names of variables are looked up, as the source's half of semi-synchronous replication has another one in each engine,
  # and MySQL may lack it.
  case $ENGINE in
    mysql) schema=performance_schema ;;
    mariadb) schema=information_schema ;;
  esac
  cat <<SQL
SELECT VARIABLE_NAME AS semisync_name, VARIABLE_VALUE AS semisync_enabled FROM $schema.global_variables
  WHERE VARIABLE_NAME IN ('rpl_semi_sync_source_enabled', 'rpl_semi_sync_master_enabled');
SELECT VARIABLE_VALUE AS semisync_status FROM $schema.global_status
  WHERE VARIABLE_NAME IN ('Rpl_semi_sync_source_status', 'Rpl_semi_sync_master_status');
SELECT VARIABLE_VALUE AS semisync_waiters FROM $schema.global_status
  WHERE VARIABLE_NAME IN ('Rpl_semi_sync_source_wait_sessions', 'Rpl_semi_sync_master_wait_sessions');
SELECT CONNECTION_ID() AS connection;
SELECT epoch, lineage, complete_history, holds_data, in_step FROM evenkeel.writer;
SQL
}

# Runs statements that are not replicated. MySQL stops root too while super_read_only is on; it is on again whatever comes of
# them.
write_own() {
  was_read_only=0
  if [ "$ENGINE" = mysql ]; then was_read_only=$(echo 'SELECT @@GLOBAL.super_read_only;' | here 3) || return; fi
  {
    if [ "$was_read_only" != 0 ]; then echo 'SET GLOBAL super_read_only = 0;'; fi
    echo 'SET SESSION sql_log_bin = 0;'
    cat
    if [ "$was_read_only" != 0 ]; then echo 'SET GLOBAL super_read_only = 1;'; fi
  } | here 5
  written=$?
  if [ "$written" != 0 ] && [ "$was_read_only" != 0 ]; then echo 'SET GLOBAL super_read_only = 1;' | here 5; fi
  return "$written"
}

USER_TABLES="EXISTS (SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA NOT IN
  ('mysql', 'sys', 'information_schema', 'performance_schema', 'evenkeel'))"

ensure_tables() {
  write_own <<SQL
CREATE DATABASE IF NOT EXISTS evenkeel;
CREATE TABLE IF NOT EXISTS evenkeel.canary (server_id INT UNSIGNED PRIMARY KEY, token VARCHAR(64) NOT NULL,
  at DATETIME(6) NOT NULL) ENGINE = InnoDB;
CREATE TABLE IF NOT EXISTS evenkeel.enabled_events (event_schema_name VARBINARY(256), event_name VARBINARY(256),
  PRIMARY KEY (event_schema_name, event_name)) ENGINE = InnoDB;
CREATE TABLE IF NOT EXISTS evenkeel.writer (id TINYINT UNSIGNED PRIMARY KEY, epoch BIGINT UNSIGNED NOT NULL,
  lineage VARCHAR(32) NOT NULL, complete_history TINYINT NOT NULL, holds_data TINYINT NOT NULL, in_step TINYINT NOT NULL)
  ENGINE = InnoDB;
INSERT IGNORE INTO evenkeel.writer VALUES (1, 0, '', 0, 0, 0);
UPDATE evenkeel.writer SET holds_data = $USER_TABLES WHERE lineage = '';
SQL
}

start_lineage() {
  name=$(od -An -N12 -tx1 /dev/urandom | tr -d ' \n')
  write_own <<SQL
UPDATE evenkeel.writer SET complete_history = NOT $USER_TABLES, lineage = '$name', epoch = 1, in_step = 1 WHERE lineage = '';
SQL
}

# This server is empty: it gets all of the peer's history from the peer's binary logs.
adopt_lineage() {
  case $peer_lineage$peer_epoch in *[!0-9a-f]*) return 1 ;; esac
  echo "UPDATE evenkeel.writer SET lineage = '$peer_lineage', epoch = $peer_epoch, complete_history = 1, in_step = 0
    WHERE lineage = '';" | write_own
}

set_epoch() { echo "UPDATE evenkeel.writer SET epoch = $1;" | write_own; }

set_in_step() { echo "UPDATE evenkeel.writer SET in_step = $1;" | write_own; }
