# What the daemon reads in each turn. Each child has a time limit: nothing that hangs may hold the daemon up.

# The fields of this server's answer.
server_id='' read_only='' gtid='' pid_file='' Replica_IO_Running='' Replica_SQL_Running=''
Last_IO_Errno='' Last_IO_Error='' Last_SQL_Errno='' Last_SQL_Error='' Gtid_IO_Pos=''
semisync_name='' semisync_enabled='' semisync_status='' semisync_waiters=''
epoch='' lineage='' holds_data='' in_step=''
# The same of the peer's answer.
peer_server_id='' peer_read_only='' peer_gtid='' peer_purged='' peer_Replica_IO_Running='' peer_Replica_SQL_Running=''
peer_Last_IO_Errno='' peer_Last_SQL_Errno='' peer_Retrieved_Gtid_Set='' peer_Gtid_IO_Pos=''
peer_epoch='' peer_lineage='' peer_complete_history='' peer_holds_data='' peer_semisync_status='' peer_asked=0

FIELDS=' server_id read_only gtid purged slave_pos binlog_pos domain pid_file Replica_IO_Running'
FIELDS="$FIELDS Replica_SQL_Running Replica_SQL_Running_State Retrieved_Gtid_Set Gtid_IO_Pos Last_IO_Errno Last_IO_Error"
FIELDS="$FIELDS Last_SQL_Errno Last_SQL_Error semisync_name semisync_enabled semisync_status semisync_waiters"
FIELDS="$FIELDS epoch lineage complete_history holds_data in_step asked "

# take PREFIX FILE: sets a variable for each field of an answer. One that the answer lacks is empty.
take() {
  for field in $FIELDS; do eval "$1$field=''"; done
  # shellcheck disable=SC2034 # eval uses the value
  while IFS='=' read -r field value; do
    case $FIELDS in *" $field "*) eval "$1$field=\$value" ;; esac
  done <"$2"
}

ask_server() { # here_fields|there_fields SECONDS
  { channel_sql && writer_sql; } | "$1" "$2"
}

# Sets server (answers, down or hangs) and open, besides the fields. One that has been silent for less than 4 seconds is
# slow: the fields of its last answer count. A server that does not answer may still be open: `may-be-open` has the process
# that this guard opened, until that has been seen closed, or is gone.
read_server() {
  before=$server
  if ask_server here_fields 2 >"$RUN/server" 2>"$RUN/server-error"; then
    server=answers
    answered=$now
    take '' "$RUN/server"
  elif grep -Eq "ERROR (1146|1049) .*'evenkeel" "$RUN/server-error"; then
    server=answers
    answered=$now
    [ -e "$COPYING" ] || ensure_tables
    return 1
  elif grep -q 'ERROR ' "$RUN/server-error"; then
    server=down
  elif [ "$answered" -gt $((now - 400)) ]; then
    return 1
  else
    server=hangs
  fi
  server_error=
  [ "$server" = answers ] || server_error=$(head -n 1 "$RUN/server-error")
  case $read_only in
    0 | OFF) open=yes ;;
    *) open=no ;;
  esac
  opened_process_lives || rm -f "$RUN/may-be-open"
  if [ "$server" = answers ]; then
    if [ "$open" = no ]; then rm -f "$RUN/may-be-open"; else note_process; fi
  else
    open=no
    if [ -e "$RUN/may-be-open" ]; then open=maybe; fi
  fi
  [ "$server" = "$before" ] || say "this server $server $server_error"
}

note_process() {
  [ -e "$RUN/may-be-open" ] || { [ -r "$pid_file" ] && write_run canary "$now" && write_run may-be-open "$(cat "$pid_file")"; }
}

opened_process_lives() {
  [ -e "$RUN/may-be-open" ] || return 0
  read -r process <"$RUN/may-be-open"
  read_process "$process" && case $command in '(mysqld)' | '(mariadbd)') ;; *) return 1 ;; esac
}

# Sets command and process_state. False for a process that is gone, or whose parent has not noticed that it is.
read_process() { # PID
  { read -r _ command process_state _ </proc/"$1"/stat; } 2>/dev/null && [ "$process_state" != Z ]
}

# HOLD: keepalived lives and the VIP is on an interface. Without keepalived nobody would take it away, so the guard does.
read_hold() {
  place=$(ip -o address show to "$VIP" 2>/dev/null)
  if ! keepalived_lives; then
    hold=no
    [ -z "$place" ] || take_address_away "$place"
  elif [ -z "$place" ]; then
    hold=no
  else
    [ "$hold" = yes ] || held=$now
    hold=yes
  fi
}

keepalived_lives() {
  if [ -n "$keepalived" ] && read_process "$keepalived" && [ "$command" = '(keepalived)' ]; then return; fi
  keepalived=$(pidof keepalived) && keepalived=${keepalived%% *} && read_process "$keepalived"
}

take_address_away() { # "2: eth0    inet 10.0.0.5/24 scope global secondary eth0 …"
  # shellcheck disable=SC2086 # it is split into words
  set -- $1
  say "keepalived is gone: taking $4 from $2"
  ip address del "$4" dev "$2"
}

# The peer answers if it has done so to a question of the last 1.5 seconds. It refuses if its host says that no server
# listens: then no client has a connection to it either.
read_peer() {
  before=$peer
  if [ -e "$RUN/peer" ]; then take peer_ "$RUN/peer"; fi
  peer=silent
  if [ "${peer_asked:-0}" -gt $((now - 150)) ]; then
    peer=answers
    met=$now
    rm -f "$RUN/in-doubt"
  fi
  peer_open=no
  peer_channel=$(channel_state "$peer_Replica_IO_Running" "$peer_Replica_SQL_Running" "$peer_Last_IO_Errno" "$peer_Last_SQL_Errno")
  case $peer_read_only in 0 | OFF) peer_open=yes ;; esac
  if [ "$peer" = silent ] && grep -qs '(111)' "$RUN/peer-error"; then peer=refuses; fi
  [ "$peer" = "$before" ] || say "the peer $peer"
}

# Runs beside the daemon, as the peer may take seconds to answer.
watch_peer() { # DAEMON
  while kill -0 "$1" 2>/dev/null; do
    ask_peer watched
    sleep 0.3
  done
}

ask_peer() { # NAME of the answer's file until it is complete
  read_clock
  asked=$now
  if ask_server there_fields 2 >"$RUN/peer.$1" 2>"$RUN/peer-error.$1"; then
    echo "asked=$asked" >>"$RUN/peer.$1"
    mv "$RUN/peer.$1" "$RUN/peer"
  fi
  mv "$RUN/peer-error.$1" "$RUN/peer-error"
}

# The account of the peer's guard on this server has the same name.
read_peer_user() {
  PEER_USER=$(sed -n 's/^user *= *//p' "$PEER_FILE" | tr -d "'\"" | head -n 1)
}

# A witness answers if it has done so in the last 1.5 seconds: one of them is enough. Answers to the VIP come back to this
# server only as long as the witness believes that the VIP is here. That tells whether another server has taken it over,
# even if the network between the two servers is cut.
read_witnesses() {
  witness=none
  witness_of_vip=none
  [ -n "$WITNESSES" ] || return 0
  witness=silent
  witness_of_vip=silent
  for address in $WITNESSES; do
    read_time "witness-$address"
    if [ "$time" -gt $((now - 150)) ]; then witness=answers; fi
    read_time "witness-of-vip-$address"
    if [ "$time" -gt $((now - 150)) ]; then witness_of_vip=answers; fi
  done
  if [ "$witness_of_vip" = silent ]; then lost_vip=$now; fi
}

watch_witness() { # DAEMON ADDRESS
  while kill -0 "$1" 2>/dev/null; do
    ping_witness "witness-$2" "$2"
    if [ -n "$(ip -o address show to "$VIP")" ]; then ping_witness "witness-of-vip-$2" "$2" -I "$VIP"; fi
    sleep 0.3
  done
}

ping_witness() { # FILE ADDRESS OPTIONS
  pinged=$1 address=$2
  shift 2
  ping -n -q -c 1 -W 1 "$@" "$address" >/dev/null 2>&1 || return
  read_clock
  write_run "$pinged" "$now"
}

# A server whose disk is full answers all questions, and lets writers wait for ever. Sets stuck to yes if the canary has not
# been written for 7 seconds, and waits neither for a lock nor for the peer.
read_canary() {
  stuck=no
  [ "$open" = yes ] || return 0
  read_time canary
  [ "$time" -lt $((now - 700)) ] && [ "${semisync_waiters:-0}" = 0 ] || return 0
  locked_canaries=$(echo "SELECT COUNT(*) FROM $(processlist) WHERE STATE LIKE 'Waiting for%lock%'
    AND INFO LIKE 'INSERT INTO evenkeel.canary%';" | here 2)
  if [ "$locked_canaries" = 0 ]; then stuck=yes; fi
}

processlist() {
  case $ENGINE in
    mysql) echo performance_schema.processlist ;;
    mariadb) echo information_schema.PROCESSLIST ;;
  esac
}

# Runs beside the daemon: a row that the writer changes each second.
watch_canary() { # DAEMON
  while kill -0 "$1" 2>/dev/null; do
    if [ -e "$RUN/may-be-open" ] && echo "INSERT INTO evenkeel.canary VALUES (@@GLOBAL.server_id, 'guard', UTC_TIMESTAMP(6))
      ON DUPLICATE KEY UPDATE at = UTC_TIMESTAMP(6);" | here 5 2>/dev/null; then
      read_clock
      write_run canary "$now"
    fi
    sleep 1
  done
}
