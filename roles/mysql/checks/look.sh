# What checks look at on the host of a database server. It comes after client.sh and channel.sh of engine/target/databases.

# Prints NAME=value lines of the server and its channel, and the writer's state. The caller sets ENGINE and SOCKET.
look_at_server() { # PROGRAM of the guard, or an empty word
  if ! command -v "$ENGINE" >/dev/null 2>&1; then
    echo "$ENGINE is not installed"
    return 127
  fi
  { channel_sql && server_sql && "${ENGINE}_sql"; } | here_fields 15 || return
  if [ -n "$1" ] && [ -x "$1" ]; then "$1" state 2>/dev/null | sed 's/^/guard_/'; fi
}

# One row for each prepared transaction, each server that fetches from this one, and each account from elsewhere that may write although
# the server is read-only.
server_sql() {
  cat <<'SQL'
SELECT @@GLOBAL.auto_increment_increment AS id_increment, @@GLOBAL.auto_increment_offset AS id_offset,
  @@GLOBAL.event_scheduler AS events, @@GLOBAL.log_bin AS log_bin;
XA RECOVER;
SELECT CONCAT(t.PROCESSLIST_USER, '@', t.PROCESSLIST_HOST, ' ',
    COALESCE((SELECT s.VARIABLE_VALUE FROM performance_schema.status_by_thread s
      WHERE s.THREAD_ID = t.THREAD_ID AND s.VARIABLE_NAME = 'Ssl_cipher'), '?')) AS fetching
  FROM performance_schema.threads t WHERE t.PROCESSLIST_COMMAND LIKE 'Binlog Dump%';
SELECT DISTINCT GRANTEE AS bypassing FROM information_schema.USER_PRIVILEGES
  WHERE PRIVILEGE_TYPE IN ('SUPER', 'READ_ONLY ADMIN', 'READ ONLY ADMIN', 'SYSTEM_VARIABLES_ADMIN', 'CONNECTION_ADMIN', 'CONNECTION ADMIN')
  AND GRANTEE NOT LIKE '%@''localhost''';
SQL
}

mysql_sql() { echo 'SELECT @@GLOBAL.super_read_only AS super_read_only;'; }

mariadb_sql() { echo 'SELECT @@GLOBAL.gtid_strict_mode AS gtid_strict_mode;'; }

# Writes a row through the VIP with the account of the guard, and waits for it here. Prints `holder`, as a host's own
# address for the VIP is the VIP, or the milliseconds until the row was here. The caller also sets PEER, PORT and PEER_FILE.
send_canary() { # VIP
  if [ -n "$(ip -o address show to "$1")" ]; then
    echo 'holder'
    return
  fi
  # shellcheck disable=SC2034 # client.sh uses it
  PEER=$1
  token=$(od -An -N8 -tx1 /dev/urandom | tr -d ' \n')
  written="SELECT token = '$token' FROM evenkeel.canary WHERE token = '$token';"
  there 5 <<SQL || return
INSERT INTO evenkeel.canary VALUES (@@GLOBAL.server_id, '$token', NOW(6))
  ON DUPLICATE KEY UPDATE token = '$token', at = NOW(6);
SQL
  start=$(now_ms)
  while [ "$(echo "$written" | here 5)" != 1 ]; do
    if [ "$(now_ms)" -gt $((start + 5000)) ]; then
      echo 'a row written through the VIP did not arrive here within 5 seconds'
      return 1
    fi
    sleep 0.02
  done
  echo "$(($(now_ms) - start)) ms"
}

now_ms() {
  read -r uptime _ </proc/uptime
  echo "${uptime%.*}${uptime#*.}0"
}
