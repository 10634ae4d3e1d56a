# The commands of operators and of `evenkeel switchover`. They work beside the daemon, which obeys the deadlines in the run
# folder: if their caller dies, the daemon goes on by its own rules once the time is over.

print_state() { cat "$RUN/state"; }

# HTTP, for HAProxy. It fails closed: without a fresh state there is no 200.
answer() {
  while IFS= read -r line; do
    case $line in '' | "$(printf '\r')") break ;; esac
  done
  read_clock
  state=$(cat "$RUN/state" 2>/dev/null)
  case $state in
    at=*"
open=yes
"*) status='200 open' ;;
    *) status='503 closed' ;;
  esac
  at=${state%%"
"*}
  at=${at#at=}
  at=${at%.*}${at#*.}
  if [ "${at:-0}" -lt $((now - 200)) ]; then
    status='503 stale'
    state="reason=the guard has written no state for 2 seconds
$state"
  fi
  printf 'HTTP/1.0 %s\r\nContent-Type: text/plain\r\nCache-Control: no-store\r\nContent-Length: %s\r\nConnection: close\r\n\r\n%s\n' \
    "$status" $((${#state} + 1)) "$state"
}

compare() {
  begin_command
  read_both || return
  gtid_earlier=$gtid
  read_here || return
  gtid_relation "$gtid_earlier" "$peer_gtid" "$gtid" || return
  echo "relation=$relation"
  echo "only_here=$only_a"
  echo "only_peer=$only_b"
  echo "epoch=$epoch"
  echo "peer_epoch=$peer_epoch"
  if [ -z "$lineage" ] || [ -z "$peer_lineage" ]; then
    echo 'lineage=none'
  elif [ "$lineage" = "$peer_lineage" ]; then
    echo 'lineage=same'
  else
    echo 'lineage=other'
  fi
}

# Sessions of this command, as the daemon has its own.
begin_command() {
  begin_sessions "$RUN/command.$$"
  trap end_sessions EXIT
  trap 'exit 1' HUP INT PIPE TERM
  QUESTION=$(question)
}

read_both() {
  ask_now here '' && ask_now there peer_
}

read_here() { ask_now here ''; }

ask_now() { # NAME PREFIX
  if query "$1" 300 "$QUESTION"; then take "$2"; else
    say "${session_error:-no answer within 3 seconds}"
    return 1
  fi
}

# One command from the closing to the giving up of the VIP, as nobody can write meanwhile. Read-only comes first, which a long
# write makes fail after 2 seconds: then nobody has been disconnected, and all is as before. Each other failure also opens
# the server again.
hand_over() { # SECONDS
  read_peer_user
  set_deadline yield "$1"
  begin_command
  trap 'unyield; exit 1' HUP INT PIPE TERM
  if ! { read_both && can_take_over; }; then
    unyield
    return 1
  fi
  if ! query here 400 "SET SESSION lock_wait_timeout = 2; $(read_only_sql)"; then
    say "$session_error"
    # It might still succeed after this.
    echo "KILL $connection;" | here 2 2>/dev/null
    unyield
    longest_write
    return 1
  fi
  echo 'closed=yes'
  if ! { close_for_good && await_peer && still_yields; }; then
    unyield
    return 1
  fi
  give_up 5
  echo 'gave_up=yes'
}

can_take_over() {
  if [ "$lineage/$epoch" = "$peer_lineage/$peer_epoch" ]; then return; fi
  echo "reason=the peer would not open: its epoch is $peer_epoch and its lineage $peer_lineage, here $epoch and $lineage"
  return 1
}

# Nobody is connected, and the position stays as it is.
close_for_good() {
  query here 200 "$(other_connections)" || return
  { kills_in "$answer" && events_sql OFF; } | here 2 --force 2>/dev/null &
  disconnecting=$!
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    ask_now here '' || return
    [ "${position:-no}" != "$gtid" ] || break
    position=$gtid
  done
  wait "$disconnecting"
  echo 'disconnected=yes'
  if [ "$position" != "$gtid" ]; then
    echo 'reason=the server writes although it is closed: see SHOW PROCESSLIST'
    return 1
  fi
  echo "gtid=$gtid"
}

# Waits until the peer has applied all that this server has.
await_peer() {
  read_clock
  until_then=$((now + 500))
  while ask_now there peer_ && missing=$(gtid_missing "$gtid" "$peer_gtid"); do
    if [ -z "$missing" ]; then
      echo 'applied=yes'
      return
    fi
    read_clock
    if [ "$now" -gt "$until_then" ]; then
      echo "reason=the peer still lacks $missing after 5 seconds"
      return 1
    fi
    sleep 0.02
  done
  echo "reason=the peer does not answer: $session_error"
  return 1
}

still_yields() {
  read_clock
  if is_ahead yield; then return; fi
  echo 'reason=its time is over'
  return 1
}

longest_write() {
  echo "SELECT CONCAT('reason=not closed within 2 seconds: connection ', ID, ' of ', USER, ' has been at this for ', TIME,
    ' seconds: ', LEFT(REPLACE(COALESCE(INFO, STATE, COMMAND), CHAR(10), ' '), 200))
    FROM $(processlist) WHERE ID <> CONNECTION_ID() AND COMMAND IN ('Query', 'Execute', 'Sleep') AND USER NOT IN ('system user', '$PEER_USER')
    ORDER BY COMMAND = 'Sleep', TIME DESC LIMIT 1;" | here 2
}

unyield() { rm -f "$RUN/yield"; }

give_up() { # SECONDS
  set_deadline give-up "$1"
  write_run vip 1
}

open_alone_for() { # SECONDS
  set_deadline open-alone "$1"
}

# Waits until all of GTID is applied.
ready() { # GTID SECONDS
  begin_command
  read_clock
  until_then=$((now + $2 * 100))
  while read_here && missing=$(gtid_missing "$1" "$gtid"); do
    if [ -z "$missing" ]; then
      echo 'ready=yes'
      return
    fi
    read_clock
    if [ "$now" -gt "$until_then" ]; then
      echo 'ready=no'
      echo "missing=$missing"
      return 1
    fi
    sleep 0.02
  done
  return 1
}

# systemd runs this whenever the daemon has ended, also after a crash.
stopped() {
  write_run vip 1
  read_peer_user
  begin_command
  # Commits that wait for a peer that is lost keep the server open: then it is killed below.
  peer=answers
  for _ in 1 2 3; do
    if read_here && [ "$read_only" != 0 ] && [ "$read_only" != OFF ]; then
      rm -f "$RUN/may-be-open"
      return
    fi
    shut
  done
  kill_server
}
