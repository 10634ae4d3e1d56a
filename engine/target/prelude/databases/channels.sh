# The channel by which this server fetches the transactions of another one: the channel without a name.

# read_replication_channel ENGINE [guarded]: prints its settings, the digest of its password, and its status; or `absent`, or
# `not yet` and the reason. What changes by itself is left out: positions and counters, and, if a writer's guard starts and
# stops the channel, whether it runs.
read_replication_channel() {
  find_database_server "$1" || {
    echo "not yet: $missing"
    return 0
  }
  read_channel || exit 1
  if [ -z "$(channel_field Source_Host)" ]; then
    echo absent
    return 0
  fi
  printf '%s\n' "$channel" | grep -E '^(Source_(Host|Port|User|SSL_Allowed|SSL_CA_File|SSL_Verify_Server_Cert)|Auto_Position|Using_Gtid)='
  secret=$(channel_password) || exit 1
  status=$(channel_status)
  case ${2:-}/$status in guarded/running | guarded/connecting* | guarded/stopped*) status=guarded ;; esac
  printf 'password=%s\nstatus=%s\n' "$(printf '%s' "$secret" | sha256sum | cut -c 1-64)" "$status"
}

# Sets channel to the fields of SHOW REPLICA STATUS, and of the server's sets of GTIDs.
read_channel() { channel=$(channel_sql | here_fields 10); }

channel_field() { printf '%s\n' "$channel" | sed -n "s/^$1=//p" | head -n 1; }

# Prints the password as the server keeps it, in clear text.
channel_password() {
  if [ "$ENGINE" = mysql ]; then
    echo "SELECT User_password FROM mysql.slave_master_info WHERE Channel_name='';" | sql
  else
    info=$(echo 'SELECT @@datadir;' | sql)/master.info
    if [ -e "$info" ]; then sed -n 6p "$info"; fi
  fi
}

# Prints running, connecting, stopped, broken or forked, with the server's own error behind it. How often it has tried
# changes by itself.
channel_status() (
  io=$(channel_field Last_IO_Errno) applier=$(channel_field Last_SQL_Errno)
  channel_state "$(channel_field Replica_IO_Running)" "$(channel_field Replica_SQL_Running)" "$io" "$applier"
  status=$channel_is
  # The writer's guard stops the channel of a pair when both servers have transactions that the other one lacks.
  if grep -qsx 'channel=forked' /run/evenkeel-writer/state; then status=forked; fi
  error=''
  if [ "${io:-0}" != 0 ]; then error="error $io: $(channel_field Last_IO_Error)"; fi
  if [ "${applier:-0}" != 0 ]; then error="error $applier: $(applier_error)"; fi
  if [ "$status" = running ]; then error=''; fi
  printf '%s\n' "$status${error:+, $error}" |
    sed -e 's/ This was attempt .* between attempts\.//' -e 's/ - retry-time: [0-9]* *maximum-retries: [0-9]* *message:/:/'
)

# MySQL's appliers work in parallel, and only each one's own error says why it stopped.
applier_error() {
  told=''
  if [ "$ENGINE" = mysql ]; then
    told=$(echo "SELECT LAST_ERROR_MESSAGE FROM performance_schema.replication_applier_status_by_worker
      WHERE CHANNEL_NAME='' AND LAST_ERROR_NUMBER<>0 LIMIT 1;" | sql) || exit 1
  fi
  if [ -z "$told" ]; then told=$(channel_field Last_SQL_Error); fi
  printf '%s\n' "$told" | tr '\n' ' '
}

# keep_replication_password ENGINE DIGEST: keeps the password of the channel, for an undo, among the blobs.
keep_replication_password() (
  need_database_server "$1"
  umask 077
  set_blob "$2"
  if [ -e "$blob" ]; then exit 0; fi
  secret=$(channel_password)
  [ "$(printf '%s' "$secret" | sha256sum | cut -c 1-64)" = "$2" ] ||
    fail 'somebody has changed the replication channel since it was read'
  printf '%s' "$secret" | remember "$blob"
)

# put_replication_channel ENGINE HOST PORT USER PASSWORD TLS CA: PASSWORD is a file, TLS no, yes or verified, by the
# certificate in the file CA. Transactions that were received are applied first, as the change drops them. The channel is
# stopped then.
put_replication_channel() (
  need_database_server "$1"
  read_channel
  if [ -n "$(channel_field Source_Host)" ]; then drain_channel; fi
  echo 'STOP REPLICA;' | quiet_sql
  secret=$(sed "s/['\\\\]/&&/g" "$5")
  case $6 in no) ssl=0 verify=0 ;; yes) ssl=1 verify=0 ;; verified) ssl=1 verify=1 ;; esac
  case $ENGINE in
    mysql)
      # The sources of a pair are away for hours at times: the default of 10 attempts would end in seconds.
      printf "CHANGE REPLICATION SOURCE TO SOURCE_HOST='%s', SOURCE_PORT=%s, SOURCE_USER='%s', SOURCE_PASSWORD='%s',
        SOURCE_SSL=%s, SOURCE_SSL_CA='%s', SOURCE_SSL_VERIFY_SERVER_CERT=%s, GET_SOURCE_PUBLIC_KEY=1, SOURCE_AUTO_POSITION=1,
        SOURCE_CONNECT_RETRY=1, SOURCE_RETRY_COUNT=4294967295, SOURCE_HEARTBEAT_PERIOD=1;\n" \
        "$2" "$3" "$4" "$secret" "$ssl" "$7" "$verify"
      ;;
    mariadb)
      printf "CHANGE MASTER TO MASTER_HOST='%s', MASTER_PORT=%s, MASTER_USER='%s', MASTER_PASSWORD='%s', MASTER_SSL=%s,
        MASTER_SSL_CA='%s', MASTER_SSL_VERIFY_SERVER_CERT=%s, MASTER_USE_GTID=slave_pos, MASTER_CONNECT_RETRY=1,
        MASTER_HEARTBEAT_PERIOD=1;\n" \
        "$2" "$3" "$4" "$secret" "$ssl" "$7" "$verify"
      ;;
  esac | quiet_sql
)

stop_replication_channel() (
  need_database_server "$1"
  echo 'STOP REPLICA;' | quiet_sql
)

# remove_replication_channel ENGINE
remove_replication_channel() (
  need_database_server "$1"
  read_channel
  [ -n "$(channel_field Source_Host)" ] || exit 0
  drain_channel
  printf '%s\n' 'STOP REPLICA;' 'RESET REPLICA ALL;' | quiet_sql
)

# Stops receiving, and waits until all that was received is applied. Otherwise it fails, with the channel as it was.
drain_channel() {
  receives=$(channel_field Replica_IO_Running)
  [ "$receives" = No ] || echo 'STOP REPLICA IO_THREAD;' | quiet_sql
  waited=0
  until channel_is_drained; do
    waited=$((waited + 1))
    if [ "$waited" -gt 60 ] || [ "$(channel_field Replica_SQL_Running)" != Yes ]; then
      [ "$receives" = No ] || echo 'START REPLICA IO_THREAD;' | quiet_sql
      fail "the channel has not applied all that it has received ($(channel_status)), and a change drops that: it stays as it is"
    fi
    sleep 1
    read_channel
  done
}

# patiently COMMAND…: on a busy host one comparison may take longer than the two seconds that the writer's guard allows it.
patiently() {
  attempts=5
  until "$@"; do
    attempts=$((attempts - 1))
    [ "$attempts" -gt 0 ] || return 1
    sleep 1
  done
}

channel_is_drained() (
  received=$(channel_field Retrieved_Gtid_Set)
  undrained=$(patiently gtid_missing "${received:-$(channel_field Gtid_IO_Pos)}" "$(channel_field gtid)") || exit 1
  [ -z "$undrained" ]
)

# start_replication_channel ENGINE HOST PORT USER PASSWORD TLS CA: compares this server with its source, then starts the
# channel, and waits until it runs.
start_replication_channel() (
  need_database_server "$1"
  PEER=$2 PORT=$3 PEER_FILE=$EVENKEEL_STEP/source.cnf
  trap 'rm -f "$PEER_FILE"' EXIT
  (umask 077 && source_options "$4" "$5" "$6" "$7" >"$PEER_FILE")
  read_channel
  source_data=$(channel_sql | sed 1d | there_fields 10 2>&1) || fail "the source $2 does not answer, so it cannot be compared: $source_data"
  require_ancestor "$2" "$source_data"
  slave_pos=$(channel_field slave_pos) binlog_pos=$(channel_field binlog_pos) domain=$(channel_field domain)
  start_channel
  waited=0
  while read_channel && [ "$(channel_status)" != running ]; do
    waited=$((waited + 1))
    [ "$waited" -le 20 ] || fail "the channel is $(channel_status)"
    sleep 1
  done
)

# An options file of the client.
source_options() { # USER PASSWORD TLS CA
  printf '[client]\nuser="%s"\npassword="%s"\n' "$1" "$(sed 's/["\\]/\\&/g' "$2")"
  case $ENGINE/$3 in
    mysql/no) printf 'ssl-mode=DISABLED\nget-server-public-key\n' ;;
    mysql/yes) echo 'ssl-mode=REQUIRED' ;;
    mysql/verified) printf 'ssl-mode=VERIFY_IDENTITY\nssl-ca="%s"\n' "$4" ;;
    mariadb/no) echo 'skip-ssl' ;;
    mariadb/yes) printf 'ssl\nskip-ssl-verify-server-cert\n' ;;
    mariadb/verified) printf 'ssl\nssl-verify-server-cert\nssl-ca="%s"\n' "$4" ;;
  esac
}

# Fails if this server has transactions that its source lacks, or the source no longer has all that this one lacks.
require_ancestor() { # HOST FIELDS
  theirs=$(printf '%s\n' "$2" | sed -n 's/^gtid=//p')
  purged=$(printf '%s\n' "$2" | sed -n 's/^purged=//p')
  patiently gtid_relation "$(channel_field gtid)" "$theirs" || fail "this server cannot be compared with its source $1"
  case $relation in
    ahead) fail "this server has transactions that its source $1 lacks: $only_a" ;;
    fork) fail "this server and its source $1 have a fork: only here $only_a, only there $only_b" ;;
  esac
  lost=$(patiently gtid_missing "$purged" "$(channel_field gtid)") || fail "the source $1 cannot be asked for what it has purged"
  [ -z "$lost" ] || fail "the source $1 no longer has what this server lacks ($lost): copy its data first"
}

# refuse_failed_channel ENGINE: for a pair, whose guard starts the channel. What a guard cannot heal, no change of settings
# heals either.
refuse_failed_channel() (
  need_database_server "$1"
  read_channel
  status=$(channel_status)
  case $status in broken* | forked*) fail "the channel is $status: only new data heals it (evenkeel rejoin)" ;; esac
)
