# What the daemon reads in each turn. It waits for nothing that may hang: it asks both servers at the end of a turn, and the
# next one hears what has been answered by then.

# The fields of this server's answer.
server_id='' read_only='' gtid='' pid_file='' Replica_IO_Running='' Replica_SQL_Running=''
Last_IO_Errno='' Last_IO_Error='' Last_SQL_Errno='' Last_SQL_Error='' Gtid_IO_Pos=''
semisync_name='' semisync_enabled='' semisync_status='' semisync_waiters=''
epoch='' lineage='' holds_data='' in_step=''
# The same of the peer's answer.
peer_server_id='' peer_read_only='' peer_gtid='' peer_purged='' peer_Replica_IO_Running='' peer_Replica_SQL_Running=''
peer_Last_IO_Errno='' peer_Last_SQL_Errno='' peer_Retrieved_Gtid_Set='' peer_Gtid_IO_Pos=''
peer_epoch='' peer_lineage='' peer_complete_history='' peer_holds_data='' peer_semisync_status='' peer_asked=0

question() { channel_sql && writer_sql; }

# After the decision: the next turn has the answers.
ask_both() {
  read_clock
  ask here "$QUESTION"
  [ "$now" -lt "$next_there" ] || ask there "$QUESTION"
}

# Sets server (answers, down or hangs) and open, besides the fields. One that has been silent for less than 4 seconds is
# slow: the fields of its last answer count. A server that does not answer may still be open: `may-be-open` has the process
# that this guard opened, until that has been seen closed, or is gone.
read_server() {
  hear here
  # The session was ended, as by KILL, or because this daemon was late.
  case $session_error in
    *'ERROR 1927 '* | *'ERROR 2006 '* | *'ERROR 2013 '* | *'ERROR 4031 '*) query here 200 "$QUESTION" || true ;;
  esac
  judge_server
}

judge_server() {
  before=$server
  server_error=
  case $heard in
    answered)
      server=answers
      answered=$now
      take ''
      if [ "$has_tables" = no ] && [ ! -e "$COPYING" ] && ensure_tables; then has_tables=yes; fi
      ;;
    waiting)
      if is_late here; then end_session here; fi
      [ "$answered" -le $((now - 400)) ] || return 0
      server=hangs
      ;;
    ended)
      case $session_error in
        *'ERROR 1146 '*"'evenkeel"* | *'ERROR 1049 '*"'evenkeel"*)
          server=answers
          answered=$now
          [ -e "$COPYING" ] || ensure_tables
          return 0
          ;;
        *) server=down server_error=$session_error ;;
      esac
      ;;
  esac
  case $read_only in
    0 | OFF) open=yes ;;
    *) open=no ;;
  esac
  opened_process_lives || rm -f "$RUN/may-be-open"
  if [ "$server" = answers ]; then
    if [ "$open" = no ]; then [ ! -e "$RUN/may-be-open" ] || rm -f "$RUN/may-be-open"; else note_process; fi
  else
    open=no
    if [ -e "$RUN/may-be-open" ]; then open=maybe; fi
  fi
  [ "$server" = "$before" ] || say "this server $server $server_error"
}

note_process() {
  [ -e "$RUN/may-be-open" ] || { [ -r "$pid_file" ] && canary=$now && write_run may-be-open "$(cat "$pid_file")"; }
}

opened_process_lives() {
  [ -e "$RUN/may-be-open" ] || return 0
  read -r process <"$RUN/may-be-open"
  read_process "$process" && case $command in '(mysqld)' | '(mariadbd)') ;; *) return 1 ;; esac
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
  keepalived=$(pidof keepalived) && keepalived=${keepalived%% *} && read_process "$keepalived" && return
  keepalived=
  return 1
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
  hear there
  case $heard in
    answered) take peer_ ;;
    waiting)
      if is_late there; then
        end_session there
        peer_error='it does not answer'
      fi
      ;;
    ended)
      peer_error=$session_error
      # A client for each try costs most of what the guard does.
      next_there=$((now + 100))
      ;;
  esac
  judge_peer
}

judge_peer() {
  before=$peer
  peer=silent
  if [ "${peer_asked:-0}" -gt $((now - 150)) ]; then
    peer=answers
    peer_error=
    met=$now
    [ ! -e "$RUN/in-doubt" ] || rm -f "$RUN/in-doubt"
  fi
  peer_open=no
  channel_state "$peer_Replica_IO_Running" "$peer_Replica_SQL_Running" "$peer_Last_IO_Errno" "$peer_Last_SQL_Errno"
  peer_channel=$channel_is
  case $peer_read_only in 0 | OFF) peer_open=yes ;; esac
  case $peer/$peer_error in silent/*'(111)'*) peer=refuses ;; esac
  [ "$peer" = "$before" ] || say "the peer $peer $peer_error"
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
  for address in $WITNESSES; do
    if hear_pings "$address"; then witness_at=$now; fi
    if [ -n "$place" ]; then
      if hear_pings "$address" -I "$VIP"; then witness_of_vip_at=$now; fi
    else
      end_pings "$address-I"
    fi
  done
  witness=silent
  witness_of_vip=silent
  if [ "$witness_at" -gt $((now - 150)) ]; then witness=answers; fi
  if [ "$witness_of_vip_at" -gt $((now - 150)) ]; then witness_of_vip=answers; else lost_vip=$now; fi
}

# hear_pings ADDRESS OPTIONS: true if an answer has come since the last time. A process of its own pings, ten minutes long,
# and its output is emptied each time.
hear_pings() {
  file=$SESSIONS/ping-$1${2:-}
  process=
  if [ -e "$file.process" ]; then read -r process <"$file.process" || true; fi
  if [ -z "$process" ] || ! read_process "$process"; then
    begin_pings "$@"
    return 1
  fi
  [ -s "$file" ] || return 1
  answer=$(cat "$file")
  : >"$file"
  case $answer in *' bytes from '*) ;; *) return 1 ;; esac
}

begin_pings() { # ADDRESS OPTIONS
  address=$1
  shift
  : >"$file"
  ping -n -i 0.3 -w 600 "$@" "$address" >>"$file" 2>&1 3>&- 4>&- 5>&- &
  echo $! >"$file.process"
}

end_pings() { # ADDRESS and the first option
  file=$SESSIONS/ping-$1
  if [ -e "$file.process" ]; then
    read -r process <"$file.process" && kill "$process" 2>/dev/null
    rm -f "$file.process"
  fi
}

# A server whose disk is full answers all questions, and lets writers wait for ever. Sets stuck to yes if the canary has not
# been written for 7 seconds, and waits neither for a lock nor for the peer.
read_canary() {
  stuck=no
  tend_canary
  [ "$open" = yes ] || return 0
  [ "$canary" -lt $((now - 700)) ] && [ "${semisync_waiters:-0}" = 0 ] || return 0
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

# A row that the writer changes each second, in a session of its own, as it may have to wait. No account may write on a closed
# server, but read_only does not bind root.
tend_canary() {
  if [ "$asked_canary" != 0 ]; then
    hear canary
    case $heard in
      answered)
        case $canary_asks in
          row)
            canary=$now
            if [ "$EVENTS" = yes ]; then
              canary_asks=events
              ask canary "$(events_list_sql)"
            fi
            ;;
          events) enable_events "$answer" ;;
        esac
        ;;
      ended)
        if [ "$canary_asks/$session_error" != "events/$events_error" ] && [ "$canary_asks" = events ]; then
          events_error=$session_error
          say "events: $events_error"
        fi
        ;;
      waiting) if [ "$asked_canary" -lt $((now - 500)) ]; then end_session canary; fi ;;
    esac
  fi
  if [ -e "$RUN/may-be-open" ] && [ "$now" -ge "$next_canary" ]; then
    next_canary=$((now + 100))
    if [ "$asked_canary" = 0 ]; then canary_asks=row; fi
    ask canary "$(canary_sql)"
  fi
}

canary_sql() {
  cat <<'SQL'
INSERT INTO evenkeel.canary SELECT @@GLOBAL.server_id, 'guard', UTC_TIMESTAMP(6) FROM DUAL WHERE @@GLOBAL.read_only = 0
  ON DUPLICATE KEY UPDATE at = UTC_TIMESTAMP(6);
SQL
}
