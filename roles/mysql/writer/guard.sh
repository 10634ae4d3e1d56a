# The daemon.

guard() {
  start_guard
  while :; do
    turn
    sleep 0.3
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
  decide
  if doubts; then write_run in-doubt "$now"; fi
  [ "$vip" = "$written_vip" ] || write_run vip "$vip"
  written_vip=$vip
  write_state
  case $action in
    open) if [ "$open" = no ]; then open_server; fi ;;
    open-alone) if [ "$open" = no ]; then open_alone; fi ;;
    close) if [ "$open" = no ]; then closing=0; else close_server; fi ;;
  esac
  [ "$server" = answers ] && [ ! -e "$COPYING" ] || return 0
  tend_channel
  tend_in_step
  tend_semisync
}

# For a server that this guard cannot reach yet, `in_step` and the others are empty, and nothing opens.
start_guard() {
  mkdir -p "$RUN"
  rm -f "$RUN"/*.new* "$RUN/peer" "$RUN"/witness-*
  read_clock
  started=$now
  server=unknown server_error='' open=no hold=no held=$now keepalived='' answered=$now
  peer=unknown peer_open=no peer_channel=none met=0 witness=none witness_of_vip=none lost_vip=$now
  channel=none drained=no forked='' connecting=0 next_start=0 out_of_step=0 closing=0
  action=nothing vip=0 written_vip='' reason='the guard starts' semisync=off stuck=no vouched=no
  gtid_before='' gtid_before_next='' gtid_before_at=0
  read_peer_user
  watch_peer $$ &
  watch_canary $$ &
  for address in $WITNESSES; do watch_witness $$ "$address" & done
}

read_channel() {
  channel=$(channel_state "$Replica_IO_Running" "$Replica_SQL_Running" "$Last_IO_Errno" "$Last_SQL_Errno")
  drained=no
  if [ "$channel" != running ] && channel_drained; then drained=yes; fi
  case $channel in
    running | connecting | none) forked= ;;
    *) [ -z "$forked" ] || channel=forked ;;
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
server=$server
engine=$ENGINE
server_id=$server_id
epoch=$epoch
lineage=$lineage
in_step=$in_step
peer=$peer
peer_open=$peer_open
peer_epoch=$peer_epoch
peer_error=$(if [ "$peer" != answers ]; then head -n 1 "$RUN/peer-error" 2>/dev/null; fi)
witness=$witness
witness_of_vip=$witness_of_vip
channel=$channel
channel_error=${forked:-${Last_SQL_Error:-$Last_IO_Error}}
semisync=$semisync
gtid=$gtid"
}
