# The decision. It changes nothing: it sets three variables from those that were read, and compares GTIDs.
#
#   action    open, open-alone, close or nothing
#   vip       1: keepalived shall give the VIP up
#   reason    for `writer state`, HAProxy and the operator
#
# The rules stand in the order of their weight: the first one that fits decides.

decide() {
  vip=0
  if [ -e "$COPYING" ]; then
    vip=1
    because close "its data is half copied: evenkeel rejoin copies it, or begins anew"
    return
  fi
  case $server in
    answers) ;;
    # One that restarts within a second keeps the VIP.
    *)
      [ "$answered" -gt $((now - 100)) ] || vip=1
      because close "this server does not answer: $server"
      return
      ;;
  esac
  if is_ahead give-up; then vip=1; fi
  if [ "$hold" = no ]; then
    because close "the VIP $VIP is not here"
    why_not_ready
  elif is_ahead yield && [ "$open" = no ]; then
    because nothing 'it was closed for a planned switchover'
  elif [ "$peer" = answers ]; then
    decide_with_peer
  else
    decide_alone
  fi
}

because() {
  action=$1
  reason=$2
}

# A server that must not open does not take the VIP either.
why_not_ready() {
  if [ "$peer" = answers ]; then
    if is_superseded || is_stranger; then vip=1; fi
  elif [ -e "$RUN/in-doubt" ]; then
    vip=1
  fi
}

# The peer has opened without this server's last transactions, so its data counts.
is_superseded() { is_related && [ "${peer_epoch:-0}" -gt "${epoch:-0}" ]; }

# The other way round.
supersedes() { is_related && [ "$peer_epoch" -lt "$epoch" ]; }

is_related() { [ -n "$lineage" ] && [ "$lineage" = "$peer_lineage" ]; }

# The peer has another history than this server, or has one where this server has none.
is_stranger() { [ -n "$peer_lineage" ] && [ "$lineage" != "$peer_lineage" ]; }

decide_with_peer() {
  if is_superseded; then
    vip=1
    because close "superseded: the peer's epoch is $peer_epoch, this server's $epoch"
  elif is_stranger; then
    vip=1
    because close "this server does not have the peer's data: it must be joined (evenkeel rejoin)"
  elif [ "$open" = yes ] && [ "$peer_open" = yes ] && [ "$server_id" -gt "$peer_server_id" ]; then
    because close 'both servers are open: the one with the higher server_id closes'
  elif [ "$open" = yes ] && [ "$stuck" = yes ]; then
    vip=1
    because close 'nothing can be written: is a disk full?'
  elif [ "$open" = yes ] && is_elsewhere; then
    vip=1
    because close 'the witnesses send answers for the VIP elsewhere: the peer has it too'
  elif [ "$open" = yes ]; then
    because nothing 'the VIP is here'
  elif [ "$peer_open" = yes ]; then
    because nothing 'waiting for the peer to close'
  elif [ -z "$lineage" ]; then
    decide_first
  elif supersedes; then
    because open 'the peer is superseded'
  else
    decide_complete
  fi
}

# Neither server was ever open under a guard. Data that is older than the binary logs has no GTIDs.
decide_first() {
  if [ "$peer_holds_data" = 1 ] || [ -n "$(gtid_missing "$peer_gtid" "$gtid")" ]; then
    vip=1
    because nothing 'the peer holds data that this server lacks'
  elif [ -n "$peer_gtid$peer_server_id" ]; then
    because open 'the first opening of this pair'
  fi
}

decide_complete() {
  missing=$(gtid_missing "$peer_gtid" "$gtid") || missing='an answer of this server'
  if [ -z "$missing" ]; then
    because open 'all of the peer is applied'
    return
  fi
  because nothing "waiting for transactions of the peer: $missing"
  case $channel in
    # The peer has them, so it is the better writer.
    broken | forked | unjoined) if [ "$peer_channel" != broken ] && [ "$peer_channel" != none ]; then vip=1; fi ;;
  esac
}

decide_alone() {
  if is_ahead open-alone; then
    vouched=yes
  else
    vouched=no
  fi
  if [ "$open" = yes ]; then
    stay_open_alone
  elif [ -e "$RUN/in-doubt" ] && [ "$vouched" = no ]; then
    vip=1
    because nothing 'another server may have been opened: waiting for the peer to answer'
  elif [ -z "$lineage" ] && [ "$vouched" = no ]; then
    because nothing 'the peer does not answer, and this server was never open'
  elif [ "$in_step" != 1 ] && [ "$vouched" = no ]; then
    because nothing 'the peer does not answer, and this server had not fetched all of it when they last met'
  elif is_superseded && [ "$vouched" = no ]; then
    because nothing "the peer does not answer, and its epoch was $peer_epoch when they last met, this server's $epoch"
  elif [ "$vouched" = yes ]; then
    because open-alone 'the operator vouches that the peer is down'
  elif [ "$witness" = silent ]; then
    because nothing 'neither the peer nor a witness answers'
  elif [ "$witness_of_vip" = silent ]; then
    because nothing 'the witnesses send answers for the VIP elsewhere'
  elif [ "$witness" = none ] && [ "$met" -eq 0 ]; then
    because nothing 'the peer has not answered since the boot, and there is no witness'
  elif [ "$met" -eq 0 ] && [ "$now" -lt $((started + 6000)) ]; then
    because nothing 'waiting for the peer for 60 seconds after the start'
  elif ! has_held "$(patience)"; then
    because nothing 'waiting until the peer is closed for sure'
  else
    because open-alone 'the peer does not answer'
  fi
}

stay_open_alone() {
  if [ "$vouched" = yes ]; then
    because nothing 'the operator vouches that the peer is down'
  elif [ "$witness" = silent ]; then
    because close 'isolated: neither the peer nor a witness answers'
  elif is_elsewhere; then
    vip=1
    because close 'the witnesses send answers for the VIP elsewhere: another server has it'
  else
    because nothing 'the VIP is here; the peer does not answer'
  fi
}

is_elsewhere() { [ "$witness" = answers ] && [ "$witness_of_vip" = silent ] && [ "$held" -le $((now - 300)) ]; }

# After so long, a peer that lives has noticed that the VIP is elsewhere, and is closed: it needs 1.5 seconds for the first, and
# on a busy machine some for the other. If its commits wait for this server, it acknowledges none meanwhile.
patience() {
  case $peer/$peer_semisync_status in
    refuses/*) echo 100 ;;
    */1 | */ON) echo 300 ;;
    *) echo 700 ;;
  esac
}

# For so long, the VIP has been here, also for the witnesses.
has_held() {
  [ "$held" -le $((now - $1)) ] && [ "$lost_vip" -le $((now - $1)) ] && [ "$met" -le $((now - 150)) ]
}

# This server was closed because another one may have the VIP. Until they have met, it must not take the VIP back: that one
# may be open. A peer that had been away for long before has not taken it.
doubts() {
  [ "$action" = close ] && [ "$open" = yes ] && [ "$hold" = yes ] && [ "$peer" != answers ] || return
  [ "$vip" = 1 ] || [ "$met" -gt $((now - 1000)) ]
}
