#!/bin/sh
# The only thing that changes a host. It belongs to one run, lies in that run's folder, and needs nobody:
#
#   runner.sh forward STAGE   does a stage's steps; when one fails, takes back all that this run did here
#   runner.sh revert          takes back all that this run did here
#   runner.sh commit          keeps it
#   runner.sh abandon         gives up a run that is stuck, as it stands
#
#   header.json             what the run is
#   open.…, committed, …    how it stands: docs/transactions.md. Commit and revert compete for one rename of it
#   pivot, in-doubt         the host that decides, and for how long this one waits for it
#   decides                 this host is the pivot
#   guarded                 why the guard took it back: lease, reboot
#   journal                 "STAGE STEP started|done|failed|undone|left", synced line by line
#   baseline.sh, baseline   reads all that the run may touch; the digest of what it read before the first write
#   stages/N/steps.sh       the functions keep_M, forward_M, undo_M; titles, time limits; the number of steps
#   stages/N/manifest.json  what the stage changes, for rollback
#   managed.next            what the playbook manages here once this is committed
#   events                  what happened, for whoever follows
#   pid, turn.N             whose turn it is: runners go one after the other
#   step                    the session of the step that goes on: its first process
#   stop                    asks whoever goes forward to take everything back instead of its next step
#   reserve, reserved/      disk space and inodes that are given up before anything is taken back
set -u
umask 077
LC_ALL=C
# The variable is for tests, which choose the shell.
PATH=${EVENKEEL_PATH:+$EVENKEEL_PATH:}/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
EVENKEEL_RUN=$(cd "$(dirname "$0")" && pwd) || exit 70
EVENKEEL_HOME=${EVENKEEL_RUN%/runs/*}
EVENKEEL_BLOBS=$EVENKEEL_HOME/blobs
export LC_ALL PATH EVENKEEL_RUN EVENKEEL_HOME EVENKEEL_BLOBS
run=$EVENKEEL_RUN
name=${run##*/}
. "$run/standing.sh"
. "$run/processes.sh"
cd / || exit 70

# What was written is on the disk when this returns: the journal must not be younger than what it speaks of.
flush() { sync -f "$run" 2>/dev/null || sync; }

tell() { printf '%s\n' "$*" >>"$run/events"; }

note() {
  printf '%s\n' "$*" >>"$run/journal" || return
  sync "$run/journal" 2>/dev/null || sync
}

nap() { sleep 0.1 2>/dev/null || sleep 1; }

# An undo must not meet a step that still goes on: there may be one where a controller was cut off.
# Turns are numbered and none is ever taken away, so that of two who find the last runner gone only one is the next.
take_turn() {
  # On a full disk this takes of the room that was set aside. Who cannot say that he is there must not begin.
  tell_pid || { test "$1" != forward && make_room && tell_pid; } || exit 70
  turn=1
  until ln "$run/pid.$$" "$run/turn.$turn" 2>/dev/null; do
    if has_passed "$run/turn.$turn"; then
      turn=$((turn + 1))
      continue
    fi
    test "$1" != revert || true >"$run/stop"
    nap
  done
  mv "$run/pid.$$" "$run/pid"
  end_orphan
}

tell_pid() { printf '%s\n' $$ 2>/dev/null >"$run/pid.$$"; }

# Its runner is gone. Our own number is that of one before the last reboot, and so is what a power cut left empty.
has_passed() {
  test -e "$1" || return 1
  holder=
  read -r holder <"$1"
  test "$holder" = $$ || ! grep -q "$run/runner.sh" "/proc/$holder/cmdline" 2>/dev/null
}

# A runner that was killed may have left its step behind. After a reboot its number may be anybody's.
end_orphan() {
  test -e "$run/step" || return 0
  group=$(cat "$run/step")
  if grep -q "$run" "/proc/$group/cmdline" 2>/dev/null; then end_session "$group"; fi
  rm -f "$run/step"
}

end_session() {
  signal_session TERM "$1"
  for try in 1 2 3 4 5 6 7 8 9 10; do
    signal_session 0 "$1" || return 0
    sleep 1
  done
  signal_session KILL "$1"
}

# One step in a shell and a process group of its own, which a second one watches. Secrets come by standard input, so
# that no process list shows them.
step() { # STAGE STEP keep|forward|undo
  input=/dev/null
  test -f "$run/stages/$1/input-$3-$2" && input=$run/stages/$1/input-$3-$2
  EVENKEEL_STEP=$run/stages/$1/step-$2
  export EVENKEEL_STEP
  mkdir -p "$EVENKEEL_STEP" || return 70
  log=$EVENKEEL_STEP/$3.log
  limit=$EVENKEEL_STEP/$3.limit
  rm -f "$limit"
  # Taking back must not fail for want of an inode for its log. (A failed `: >` would end this shell, true does not.)
  if ! true >"$log" && test "$3" = undo; then log=/dev/null; fi
  # It says itself who it is, and only then looks whose turn it is: either whoever comes next finds it, or it ends.
  setsid sh -eu -c '
    echo $$ >"$1/step" || true
    read -r turn <"$1/pid"
    test "$turn" = "$4"
    . "$1/prelude.sh"; . "$1/stages/$2/steps.sh"; "$3"' \
    evenkeel "$run" "$1" "$3_$2" $$ <"$input" >"$log" 2>&1 &
  group=$!
  setsid sh "$run/limit.sh" "$group" "$(limit_of "$1" "$2")" "$log" "$limit" </dev/null >/dev/null 2>&1 &
  watch=$!
  wait "$group"
  status=$?
  # By its own number too: it may not have come as far as to have a group.
  kill -KILL "-$watch" 2>/dev/null
  kill -KILL "$watch" 2>/dev/null
  wait "$watch" 2>/dev/null
  if test -e "$limit"; then
    end_session "$group"
    if grep -q printed "$limit"; then truncate -s 67108864 "$log"; fi
    status=124
  fi
  rm -f "$run/step"
  return "$status"
}

limit_of() { sed -n "s/^# limit $2: //p" "$run/stages/$1/steps.sh"; }

# Puts the before-image of a step aside, and on the disk, where the step has one.
keep() { # STAGE STEP
  grep -q "^keep_$2()" "$run/stages/$1/steps.sh" || return 0
  step "$1" "$2" keep && flush
}

# The end of a step's logs, a line at a time, for whoever follows. On a full disk its words did not get that far.
tell_logs() { # STAGE STEP DIRECTION…
  folder=$run/stages/$1/step-$2
  shift 2
  if ! printf '.' 2>/dev/null >"$folder/room"; then tell "output nothing can be written to $folder: its disk is full"; fi
  rm -f "$folder/room"
  for direction in "$@"; do
    test -f "$folder/$direction.log" || continue
    {
      cat "$folder/$direction.limit" 2>/dev/null
      tail -c 20000 "$folder/$direction.log" | tail -n 40 | cut -c 1-500
    } | while IFS= read -r line || test -n "$line"; do tell "output $line"; done
  done
}

digest() { sh "$1" </dev/null | sha256sum | cut -d ' ' -f 1; }

# Secrets are needed no longer, the guard has nothing left to guard, and the host is free for the next run.
release() {
  rm -rf "$run"/stages/*/input-* "$run/reserve" "$run/reserved"
  sh "$run/guard.sh" disarm
  sh "$run/prune.sh" "$EVENKEEL_HOME" "$(cat "$run/keep-runs")"
  # In one rename: a lock without an owner would be nobody's to free.
  if grep -q "\"run\":\"$name\"" "$EVENKEEL_HOME/lock/owner" 2>/dev/null; then
    mv "$EVENKEEL_HOME/lock" "$run/lock.$$" && rm -r "$run/lock.$$"
  fi
}

rest() {
  flush
  tell "rest $*"
  echo "$name: $*"
}

rest_as_it_stands() {
  read_standing "$run"
  rest "$state"
}

# Not once the lease is over, even where the guard is late or gone.
may_go_on() {
  test -e "$run/stop" && return 1
  read_standing "$run"
  test "$state" = open && read_lease && test "$left" -gt 0
}

forward() {
  stage=$1
  count=$(sed -n 's/^# steps: //p' "$run/stages/$stage/steps.sh")
  number=1
  while test "$number" -le "$count" && may_go_on; do
    tell "started $stage $number"
    # What was not put aside was not touched either: it has nothing to take back.
    if keep "$stage" "$number" && note "$stage $number started" && step "$stage" "$number" forward; then
      note "$stage $number done"
      tell "done $stage $number"
    else
      status=$?
      note "$stage $number failed"
      tell "failed $stage $number $status"
      tell_logs "$stage" "$number" keep forward
      revert
      return
    fi
    number=$((number + 1))
  done
  ! may_go_on || sh "$run/stages/$stage/probe.sh" </dev/null >"$run/stages/$stage/after"
  if may_go_on; then
    rest applied "$stage"
  else
    tell "stopped $stage $number"
    revert
  fi
}

revert() {
  claim "$run" reverting
  # `stuck` may be tried again by hand, once what was in the way is gone.
  mv "$run/stuck" "$run/reverting" 2>/dev/null
  if test -e "$run/reverting"; then
    make_room
    end_torn_line
    flush
    left_behind=
    for entry in $(sed -n 's/^\([0-9]*\) \([0-9]*\) started$/\1:\2/p' "$run/journal" | sed '1!G;h;$!d'); do
      undo "${entry%:*}" "${entry#*:}"
    done
    prove_reverted
  elif test -e "$run/reverted"; then
    release
  fi
  rest_as_it_stands
}

# Taking back needs space too, and must not depend on what others left of it.
make_room() { rm -rf "$run/reserve" "$run/reserved"; }

# The tail of a torn journal is no record.
end_torn_line() {
  case $(tail -c 1 "$run/journal" | tr '\0\n' 'xn') in n | '') ;; *) echo >>"$run/journal" ;; esac
}

undo() { # STAGE STEP
  grep -qx "$1 $2 undone" "$run/journal" && return 0
  tell "undoing $1 $2"
  if step "$1" "$2" undo; then
    note "$1 $2 undone"
    tell "undone $1 $2"
    return 0
  fi
  left_behind=yes
  note "$1 $2 left"
  tell "left $1 $2"
  tell_logs "$1" "$2" undo
}

# Not the undo steps' exit status counts, but whether the host reads as it did before the first write. Early at boot
# it cannot: the guard comes back to this once the host is up.
prove_reverted() {
  test -z "${EVENKEEL_AT_BOOT:-}" || return 0
  if reads_as_before; then
    mv "$run/reverting" "$run/reverted"
    flush
    release
  else
    mv "$run/reverting" "$run/stuck"
  fi
}

# Services that were started again may take a moment; what could not be taken back will not come by itself.
reads_as_before() {
  for try in 1 2 3 4 5 6 7 8 9 10; do
    test "$(digest "$run/baseline.sh")" != "$(cat "$run/baseline")" || return 0
    test -z "$left_behind" || return 1
    sleep 1
  done
  return 1
}

# For the one that decides a lease that is over is over, even where the guard is late or gone. The others do what was
# decided: it is too late only once they are on their way back.
commit() {
  read_standing "$run"
  if decides && is_leased && read_lease && test "$left" = 0; then
    echo lease >"$run/guarded"
    tell 'guarded lease'
    revert
    return
  fi
  claim "$run" committed
  if test -e "$run/committed"; then
    flush
    file_managed
    release
  elif test -e "$run/reverting"; then
    # The guard was faster; whoever comes next goes on with it.
    revert
    return
  fi
  rest_as_it_stands
}

decides() { test "$state" != expecting || test -e "$run/decides"; }

# Also where an earlier commit died before it came to this.
file_managed() {
  test -e "$run/managed.next" || return 0
  mkdir -p "$EVENKEEL_HOME/managed"
  mv "$run/managed.next" "$EVENKEEL_HOME/managed/$(cat "$run/managed.name")"
  flush
}

abandon() {
  mv "$run/stuck" "$run/abandoned" 2>/dev/null
  test ! -e "$run/abandoned" || release
  rest_as_it_stands
}

take_turn "${1:-}"
case ${1:-} in
  forward) forward "$2" ;;
  revert) revert ;;
  commit) commit ;;
  abandon) abandon ;;
  *) exit 64 ;;
esac
