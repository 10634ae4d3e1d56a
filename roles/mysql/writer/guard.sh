# The daemon.

guard() {
  start_guard
  while :; do
    turn
    pause
  done
}

# Until the next turn, or until the VIP comes or goes: a signal ends `wait`.
pause() {
  tend_address_watch
  if [ "$woken" = no ]; then
    sleep "$pace" &
    wait $!
  fi
  woken=no
}

# Clients wait as long as the holder of the VIP is closed.
set_pace() {
  pace=0.3
  if [ "$hold" = yes ] && [ "$open" = no ] && [ "$peer" = answers ]; then pace=0.05; fi
}

# A process of its own hears of addresses, and wakes the daemon. Without it, the next turn is late by at most 0.3 seconds.
tend_address_watch() {
  if [ -n "$address_watch" ] && read_process "$address_watch"; then return; fi
  watch_addresses $$ 3>&- 4>&- 5>&- &
  address_watch=$!
}

watch_addresses() { # DAEMON
  ip -o monitor address | while read -r line; do
    case $line in *" $VIP/"*) kill -USR1 "$1" || exit ;; esac
  done
}

turn() {
  read_clock
  read_server
  read_channel
  read_hold
  read_peer
  read_witnesses
  read_semisync
  read_canary
  tend_deadlines
  decide
  if doubts; then write_run in-doubt "$now"; fi
  tend_vip
  write_state
  case $action in
    open) if [ "$open" = no ]; then open_server; fi ;;
    open-alone) if [ "$open" = no ]; then open_alone; fi ;;
    close) if [ "$open" = no ]; then closing=0; else close_server; fi ;;
  esac
  if [ "$server" = answers ] && [ ! -e "$COPYING" ]; then
    tend_channel
    tend_in_step
    tend_semisync
  fi
  set_pace
  ask_both
}

# For a server that this guard cannot reach yet, `in_step` and the others are empty, and nothing opens.
start_guard() {
  mkdir -p "$RUN"
  rm -f "$RUN"/*.new*
  for folder in "$RUN"/command.*; do [ -d "/proc/${folder##*.}" ] || rm -rf "$folder"; done
  begin_sessions "$RUN/guard"
  QUESTION=$(question)
  read_clock
  started=$now
  server=unknown server_error='' open=no hold=no held=$now keepalived='' answered=$now
  peer=unknown peer_open=no peer_channel=none peer_error='' next_there=0 met=0
  witness=none witness_of_vip=none witness_at=0 witness_of_vip_at=0 lost_vip=$now
  channel=none drained=no forked='' forked_is=forked connecting=0 next_start=0 out_of_step=0 closing=0
  action=nothing judge='' judge_again=0 vip=0 reason='the guard starts' semisync=off stuck=no vouched=no
  gtid_before='' gtid_before_next='' gtid_before_at=0 peer_gtid_before='' peer_gtid_at=0 caught_up=no
  canary=$now next_canary=0 canary_asks='' events_error='' has_tables=no woken=no address_watch=''
  trap 'woken=yes' USR1
  read_peer_user
  ask_both
}

read_channel() {
  channel_state "$Replica_IO_Running" "$Replica_SQL_Running" "$Last_IO_Errno" "$Last_SQL_Errno"
  channel=$channel_is
  drained=no
  if [ "$channel" != running ] && channel_drained; then drained=yes; fi
  case $channel in
    running | connecting | none) forked= ;;
    *) [ -z "$forked" ] || channel=$forked_is ;;
  esac
}

# An answer must not say that the server is open while it closes.
write_state() {
  said=$open
  if [ "$action" = close ]; then said=no; fi
  write_run state "at=$uptime
open=$said
reason=$reason
hold=$hold
vip=$vip
keepalived=${keepalived:+yes}
server=$server
engine=$ENGINE
server_id=$server_id
epoch=$epoch
lineage=$lineage
in_step=$in_step
peer=$peer
peer_open=$peer_open
peer_epoch=$peer_epoch
peer_error=$peer_error
witness=$witness
witness_of_vip=$witness_of_vip
channel=$channel
channel_error=${forked:-${Last_SQL_Error:-$Last_IO_Error}}
semisync=$semisync
gtid=$gtid"
}
