# Opening and closing. Both are done at most once in a turn; the next turn reads what came of it.

# The last look before opening, with the lock that only one of both guards gets: if both have the VIP, each may have seen the
# other one closed.
open_server() {
  lock_opening && open_locked
  opened=$?
  unlock_opening
  return "$opened"
}

open_locked() {
  query there 150 "$QUESTION" && take peer_ || return
  judge_peer
  decide
  read_hold
  read_clock
  [ "$action" = open ] && [ "$hold" = yes ] && [ "$now" -lt $((locked + 500)) ] || return
  if [ -z "$lineage" ]; then start_lineage || return; fi
  make_writable
}

# The lock is on the server with the lower id. A guard that hangs with it loses it with its session, after 8 seconds.
lock_opening() {
  lock_place=here
  [ "$server_id" -lt "$peer_server_id" ] || lock_place=there
  query "$lock_place" 100 "SELECT GET_LOCK('evenkeel_writer', 0) AS got_lock;" || return
  locked=$now
  case $answer in *'got_lock: 1'*) ;; *) return 1 ;; esac
}

unlock_opening() { query "$lock_place" 100 "DO RELEASE_LOCK('evenkeel_writer');" || true; }

# Without the peer, this server applies all that it has received, and supersedes the peer.
open_alone() {
  case $Replica_IO_Running in
    Yes | Connecting | Preparing)
      stop_receiver
      reason='stopping the receiver'
      return 1
      ;;
  esac
  if [ "$channel" = none ]; then
    :
  elif [ "$Replica_SQL_Running" != Yes ] && [ "${Last_SQL_Errno:-0}" = 0 ]; then
    reason='applying what the peer had sent'
    start_applier
    return 1
  elif [ "$drained" != yes ]; then
    reason="applying what the peer had sent ${Last_SQL_Error:-}"
    [ "${Last_SQL_Errno:-0}" != 0 ] && is_ahead open-alone || return
  fi
  # It may hold locks of a transaction that has arrived in part.
  [ "$channel" = none ] || stop_applier || return
  if [ -z "$lineage" ]; then start_lineage || return; fi
  if query there 50 "$QUESTION"; then
    reason='the peer answers again'
    return 1
  fi
  if is_superseded; then epoch=$peer_epoch; fi
  set_epoch $((epoch + 1)) || return
  read_hold
  [ "$hold" = yes ] || return
  make_writable
}

make_writable() {
  say "opening: $reason"
  [ -r "$pid_file" ] && canary=$now && write_run may-be-open "$(cat "$pid_file")" || return
  query here 300 "SET GLOBAL read_only = 0; $(events_sql ON)"
}

# Closes within 3 seconds, or kills the server: a full disk or a process that hangs keeps it open otherwise. systemd starts
# it again, closed. If nothing can be written, it is killed at once: it counts transactions that it cannot hand to the peer.
close_server() {
  [ "$closing" -gt 0 ] || {
    closing=$now
    say "closing: $reason"
  }
  if [ "$stuck" = yes ]; then
    kill_server
    closing=0
    return
  fi
  shut
  query here 200 "$QUESTION" || true
  read_clock
  judge_server
  if [ "$open" = no ]; then
    say "closed after $((now - closing)) hundredths of a second"
    closing=0
  elif [ "$now" -gt $((closing + 300)) ]; then
    kill_server
    closing=0
  fi
}

# Commits that wait for a lost peer cannot be undone, and to turn the waiting off would acknowledge them, to clients that
# nobody has disconnected yet: then the server is killed. The one connection that root has beyond max_connections must be
# free.
shut() {
  case $semisync_status/$peer in
    1/answers | ON/answers) ;;
    1/* | ON/*)
      kill_server
      return
      ;;
  esac
  end_session here
  end_session canary
  kills=$(kill_sql)
  {
    echo "$kills"
    echo 'SET SESSION lock_wait_timeout = 1;'
    events_sql OFF
    read_only_sql
  } | here 2 --force 2>/dev/null
}

# Its caller waits for the whole list, so that its own connection is not in it.
kill_sql() { kills_in "$(other_connections | here 1 --vertical --column-names)"; }

# shellcheck disable=SC2086 # the list is divided into words: `ID: 5`
kills_in() { # LIST, vertical
  before=
  for word in $1; do
    case $word in '' | *[!0-9]*) ;; *) if [ "$before" = ID: ]; then echo "KILL $word;"; fi ;; esac
    before=$word
  done
}

events_sql() { # ON|OFF
  if [ "$EVENTS" = yes ]; then echo "SET GLOBAL event_scheduler = $1;"; fi
}

# All but the threads of replication, the server's own, and the peer's guard. Root's too: read_only does not bind root.
other_connections() {
  cat <<SQL
SELECT ID FROM $(processlist) WHERE ID NOT IN (CONNECTION_ID(), ${connection:-0}) AND USER NOT IN ('system user', 'event_scheduler', '$PEER_USER')
  AND COMMAND NOT IN ('Daemon', 'Slave_IO', 'Slave_SQL', 'Slave_worker', 'Connect') AND COMMAND NOT LIKE 'Binlog Dump%';
SQL
}

read_only_sql() {
  case $ENGINE in
    mysql) echo 'SET GLOBAL super_read_only = 1;' ;;
    mariadb) echo 'SET GLOBAL read_only = 1;' ;;
  esac
}

kill_server() {
  opened_process_lives && [ -e "$RUN/may-be-open" ] || return
  read -r process <"$RUN/may-be-open"
  say "killing the server, process $process"
  kill -KILL "$process"
}
