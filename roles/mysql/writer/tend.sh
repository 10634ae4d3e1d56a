# What a turn does besides opening and closing: the channel, semi-synchronous replication.

# The file that keepalived tracks, whoever wrote it last: `give-up` does so at once, also during a turn.
tend_vip() {
  if is_ahead give-up; then vip=1; fi
  written_vip=
  { read -r written_vip <"$RUN/vip"; } 2>/dev/null || true
  [ "$vip" = "$written_vip" ] || write_run vip "$vip"
}

# Once the peer is open, it has the VIP, which may come back at any time.
tend_deadlines() {
  if [ "$peer_open" = yes ] && [ "$open" = no ] && [ -e "$RUN/give-up" ]; then rm -f "$RUN/give-up"; fi
}

# The server itself notices a dead source after seconds, and then reconnects without a comparison. So the guard stops the
# receiver after 1.2 seconds without a connection, and starts the channel after the comparison only.
tend_channel() {
  case $Replica_IO_Running in
    Connecting | Preparing)
      [ "$connecting" -gt 0 ] || connecting=$now
      if [ "$connecting" -lt $((now - 120)) ]; then stop_receiver; fi
      return
      ;;
  esac
  connecting=0
  # The peer may have opened without this server's last transactions while the channel ran.
  if [ "$Replica_IO_Running" = Yes ] && is_superseded; then stop_receiver && return; fi
  if [ "$channel" = running ] || [ "$channel" = none ] || [ "$peer" != answers ] || [ "$now" -lt "$next_start" ]; then return; fi
  if [ "$Replica_IO_Running" = Yes ]; then return; fi
  if [ "$Replica_SQL_Running" != Yes ]; then
    next_start=$((now + 200))
    start_applier
    return
  fi
  [ "$drained" = yes ] || return
  if ask_both_now && may_start && renew_position; then
    next_start=$((now + 500))
    if [ "$relation" = behind ] && [ "$in_step" = 1 ] && [ "$open" = no ]; then set_in_step 0; fi
    caught_up=no peer_gtid_before=''
    say 'starting the channel'
    start_channel
  else
    next_start=$((now + 100))
  fi
}

# The last answers of a turn may be from before the peer has opened.
ask_both_now() {
  query here 200 "$QUESTION" && take '' || return
  gtid_earlier=$gtid
  query there 150 "$QUESTION" && take peer_ || return
  query here 200 "$QUESTION" && take ''
}

# After ask_both_now: sets forked to what forbids it for good, and returns false if it must not start now. An empty server whose
# peer has more than its binary logs is `unjoined`: nothing of it is lost by a copy.
may_start() {
  forked=
  forked_is=forked
  if [ -z "$peer_lineage" ]; then return 1; fi
  if [ -z "$lineage" ]; then
    if is_adoptable; then adopt_lineage && say "adopted the peer's history"; else forked_is=unjoined forked="the peer's data must be copied to this server"; fi
    return 1
  fi
  if [ "$lineage" != "$peer_lineage" ]; then
    forked="the servers have nothing in common: lineage $lineage here, $peer_lineage there"
    return 1
  fi
  gtid_relation "$gtid_earlier" "$peer_gtid" "$gtid" || return
  case $relation in
    ahead | fork) if [ "$open" = no ] && is_upkeep "$only_a"; then drop_upkeep; fi ;;
  esac
  if [ "$relation" = fork ]; then
    forked="only here: $only_a, only on the peer: $only_b"
    return 1
  fi
  if is_superseded; then
    if [ "$relation" = ahead ]; then
      forked="superseded, and only here: $only_a"
    else
      set_in_step 0 && set_epoch "$peer_epoch" && say "superseded, and nothing of its own: epoch $peer_epoch"
    fi
    return 1
  fi
  if [ "$relation" = behind ] && [ "$ENGINE" = mysql ] && [ -n "$(gtid_missing "$peer_purged" "$gtid")" ]; then
    forked='the peer has purged binary logs that this server needs'
    return 1
  fi
  # A superseded peer first takes this server's epoch over.
  [ "$epoch" = "$peer_epoch" ]
}

# MariaDB: where a writer fetches from is behind its own binary log, as that moves on. A peer that got a copy of this server
# has binary logs only from there on, and refuses what is older (1236). Then the writer begins at its own end, once the peer has
# come so far. The position can only be the end: an older one would contradict the binary log.
renew_position() {
  [ "$ENGINE" = mariadb ] && [ "$open" = yes ] && [ "$Last_IO_Errno" = 1236 ] || return 0
  printf '%s;\n' 'STOP REPLICA' 'SET GLOBAL gtid_slave_pos = @@GLOBAL.gtid_binlog_pos' | here 3 || return
  query here 200 "$QUESTION" && take '' || return
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    query there 150 "$QUESTION" && take peer_ || return
    missing=$(gtid_missing "$slave_pos" "$peer_gtid") || return
    [ -n "$missing" ] || return 0
    sleep 0.1
  done
  return 1
}

# The peer fetches it.
drop_upkeep() {
  case $relation in fork) relation=behind ;; *) relation=equal ;; esac
}

is_adoptable() {
  [ -z "$gtid" ] && [ "$holds_data" = 0 ] && [ "$peer_complete_history" = 1 ] && [ -z "$peer_purged" ]
}

# Remembers over a boot whether this server had all of the peer when they last met: once it has caught up, as long as its
# channel runs.
tend_in_step() {
  [ -n "$lineage" ] && [ "$peer" = answers ] || return 0
  case $channel in
    running) if [ "$in_step" = 1 ] || has_caught_up; then step=1; else step=0; fi ;;
    broken | forked | unjoined | stopped | none) step=0 ;;
    *) return 0 ;;
  esac
  # A writer whose standby is away has no peer to fetch from, and an open one has all.
  if [ "$open" = yes ]; then step=1; fi
  if is_superseded; then
    [ "$in_step" = 0 ] || set_in_step 0
    return 0
  fi
  if [ "$step" = "$in_step" ]; then
    out_of_step=0
    return 0
  fi
  [ "$out_of_step" -gt 0 ] || out_of_step=$now
  if [ "$step" = 1 ] || [ "$out_of_step" -lt $((now - 300)) ]; then set_in_step "$step"; fi
}

# What the peer had a second ago is the measure: its answer may be that old.
has_caught_up() {
  if [ "$peer_gtid_at" -lt $((now - 100)) ]; then
    caught_up=no
    if [ -n "$peer_gtid_before" ] && missing=$(gtid_missing "$peer_gtid_before" "$gtid") && [ -z "$missing" ]; then
      caught_up=yes
    fi
    peer_gtid_before=$peer_gtid
    peer_gtid_at=$now
  fi
  [ "$caught_up" = yes ]
}

# The source's half is on at the writer only, and only once the peer has caught up: the server counts dead receivers too, and a
# commit would wait for them. Once it is on, it stays on when the peer is lost: the server then waits for its own timeout.
tend_semisync() {
  case $semisync_enabled in
    '') return ;;
    1 | ON) enabled=yes ;;
    *) enabled=no ;;
  esac
  if [ "$open" = no ]; then
    if [ "$enabled" = yes ]; then echo "SET GLOBAL $semisync_name = OFF;" | here 1; fi
  elif [ "$SEMISYNC" = yes ] && [ "$enabled" = no ] && [ "$peer" = answers ] && [ "$peer_Replica_IO_Running" = Yes ]; then
    # The position of a second ago is the measure, as the peer's answer may be that old.
    if [ -n "$gtid_before" ] && has_received "$gtid_before"; then
      say 'the peer has caught up: commits wait for it from now on'
      echo "SET GLOBAL $semisync_name = ON;" | here 1
    fi
  fi
  if [ "$gtid_before_at" -lt $((now - 100)) ]; then
    gtid_before=$gtid_before_next
    gtid_before_next=$gtid
    gtid_before_at=$now
  fi
}

has_received() {
  case $ENGINE in
    mysql) missing=$(gtid_missing "$1" "$peer_gtid${peer_Retrieved_Gtid_Set:+,}$peer_Retrieved_Gtid_Set") ;;
    mariadb) missing=$(gtid_missing "$1" "$peer_gtid${peer_Gtid_IO_Pos:+,}$peer_Gtid_IO_Pos") ;;
  esac && [ -z "$missing" ]
}

# What `writer state` and HAProxy's page say about it.
read_semisync() {
  semisync=off
  case $semisync_status in
    1 | ON) if [ "${semisync_waiters:-0}" -gt 0 ] && [ "$peer" != answers ]; then semisync=waiting; else semisync=on; fi ;;
  esac
}
