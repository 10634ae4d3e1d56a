# The inbound channel of this server: the one without a name. It comes after gtid.sh.
#
#   channel_sql             prints the SQL whose answer, by here_fields or there_fields, describes a server's data and channel
#   channel_state IO SQL IO-ERRNO SQL-ERRNO
#                           sets channel_is to none, running, connecting, stopped or broken, from the answer's
#                           Replica_IO_Running, Replica_SQL_Running, Last_IO_Errno and Last_SQL_Errno
#   channel_drained         true if all that the channel has received is applied, after two looks. It uses the answer's
#                           fields as variables, and so does start_channel
#   start_channel           starts it. The caller has compared both servers, and has let the channel drain
#   stop_receiver, stop_applier, start_applier
#
# A channel is started only when it is drained: MariaDB throws its relay log away at a start, and the source may have lost
# its own end.

channel_sql() {
  echo 'SHOW REPLICA STATUS;'
  case $ENGINE in
    mysql)
      echo "SELECT @@GLOBAL.server_id AS server_id, @@GLOBAL.read_only AS read_only, @@GLOBAL.gtid_executed AS gtid,
        @@GLOBAL.gtid_purged AS purged, @@GLOBAL.pid_file AS pid_file;"
      ;;
    mariadb)
      echo "SELECT @@GLOBAL.server_id AS server_id, @@GLOBAL.read_only AS read_only, @@GLOBAL.gtid_binlog_state AS gtid,
        @@GLOBAL.gtid_slave_pos AS slave_pos, @@GLOBAL.gtid_binlog_pos AS binlog_pos, @@GLOBAL.gtid_domain_id AS domain,
        @@GLOBAL.pid_file AS pid_file;"
      ;;
  esac
}

channel_state() {
  case $1/$2 in
    /) channel_is=none ;;
    Yes/Yes) channel_is=running ;;
    Connecting/Yes | Preparing/Yes) channel_is=connecting ;;
    *) if ! is_fault "${3:-0}" && [ "${4:-0}" = 0 ]; then channel_is=stopped; else channel_is=broken; fi ;;
  esac
}

# is_fault IO-ERRNO: a source that was away when the receiver was stopped is no fault of the channel.
is_fault() {
  case $1 in 0 | 1158 | 1159 | 1160 | 1161 | 2002 | 2003 | 2005 | 2006 | 2013 | 2055) return 1 ;; esac
}

# The applier is idle and has all that was received. MariaDB forgets at a restart what it has received, so its position must
# also be that of a look 0.3 seconds before: `asked` is the time of this one in hundredths, if the caller asks that often.
channel_drained() {
  case ${Replica_SQL_Running:-}/${Replica_SQL_Running_State:-} in
    /) return 0 ;;
    'Yes/'*' has read all relay log'*) ;;
    *)
      drained_at=
      return 1
      ;;
  esac
  if ! undrained=$(gtid_missing "${Retrieved_Gtid_Set:-${Gtid_IO_Pos:-}}" "${gtid:-}") || [ -n "$undrained" ]; then
    drained_at=
    return 1
  fi
  if [ "${drained_at:-}" != "at ${slave_pos:-}" ]; then
    drained_at="at ${slave_pos:-}" drained_since=${asked:-0}
    return 1
  fi
  [ "${asked:-30}" -ge $((drained_since + 30)) ]
}

start_channel() {
  aligned=$(aligned_position)
  {
    if [ "$ENGINE" = mariadb ] && [ "${read_only:-0}" != 0 ] && [ -z "${only_a:-}" ] && [ "$aligned" != "${slave_pos:-}" ]; then
      echo 'STOP REPLICA;'
      echo "SET GLOBAL gtid_slave_pos = '$aligned';"
    fi
    echo 'START REPLICA;'
  } | here 5
}

# MariaDB: the position from which this server fetches, with the end of its own binary log for its own domain. Then it
# also gets own transactions back that only the peer still has. One that is open has lost none, and its end moves.
# The peer refuses a position that it does not have: so not while this server has transactions that the peer lacks.
aligned_position() {
  awk -v position="${slave_pos:-}" -v own="${binlog_pos:-}" -v domain="${domain:-}" 'BEGIN {
    count = split(position, list, ",")
    for (i = 1; i <= count; i++) if (list[i] !~ "^" domain "-") { aligned = aligned comma list[i]; comma = "," }
    count = split(own, list, ",")
    for (i = 1; i <= count; i++) if (list[i] ~ "^" domain "-") { aligned = aligned comma list[i]; comma = "," }
    print aligned
  }'
}

stop_receiver() { echo 'STOP REPLICA IO_THREAD;' | here 3; }
stop_applier() { echo 'STOP REPLICA SQL_THREAD;' | here 3; }
start_applier() { echo 'START REPLICA SQL_THREAD;' | here 3; }
