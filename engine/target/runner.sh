#!/bin/sh
# The only thing that changes a host. It belongs to one run, lies in that run's folder, and needs nobody:
#
#   runner.sh forward STAGE   does a stage's steps; when one fails, takes back all that this run did here
#   runner.sh revert          takes back all that this run did here
#   runner.sh commit          keeps it
#
# Commit and revert compete for one rename of the file `open`, so exactly one of them wins.
#
#   header.json             what the run is
#   open | committed | reverting | reverted | stuck      how it stands; one of them exists
#   journal                 "STAGE STEP started|done|failed|undone|left", synced line by line
#   baseline.sh, baseline   reads all that the run may touch; the digest of what it read before the first write
#   stages/N/steps.sh       the functions keep_M, forward_M, undo_M; titles; the number of steps
#   stages/N/manifest.json  what the stage changes, for rollback
#   managed.next            what the playbook manages here once this is committed
#   events                  what happened, for whoever follows
#   pid                     whose turn it is: runners go one after the other
#   stop                    asks whoever goes forward to take everything back instead of its next step
set -u
umask 077
LC_ALL=C
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
EVENKEEL_RUN=$(cd "$(dirname "$0")" && pwd) || exit 70
EVENKEEL_HOME=${EVENKEEL_RUN%/runs/*}
EVENKEEL_BLOBS=$EVENKEEL_HOME/blobs
export LC_ALL PATH EVENKEEL_RUN EVENKEEL_HOME EVENKEEL_BLOBS
run=$EVENKEEL_RUN
name=${run##*/}
cd / || exit 70

# What was written is on the disk when this returns: the journal must not be younger than what it speaks of.
flush() { sync -f "$run" 2>/dev/null || sync; }

tell() { printf '%s\n' "$*" >>"$run/events"; }

note() {
  printf '%s\n' "$*" >>"$run/journal" || return
  sync "$run/journal" 2>/dev/null || sync
}

# Whether a runner of this run goes on under this number, which after a reboot may be anybody's.
is_runner() { grep -q runner.sh "/proc/$1/cmdline" 2>/dev/null; }

# An undo must not meet a step that still goes on: there may be one where a controller was cut off.
take_turn() {
  echo $$ >"$run/pid.$$"
  until ln "$run/pid.$$" "$run/pid" 2>/dev/null; do
    if ! is_runner "$(cat "$run/pid")"; then
      rm -f "$run/pid"
      continue
    fi
    test "$1" != revert || : >"$run/stop"
    sleep 0.1 2>/dev/null || sleep 1
  done
  rm "$run/pid.$$"
}

# One step in a shell of its own. Secrets come by standard input, so that no process list shows them.
step() { # STAGE STEP keep|forward|undo
  input=/dev/null
  test -f "$run/stages/$1/input-$3-$2" && input=$run/stages/$1/input-$3-$2
  EVENKEEL_STEP=$run/stages/$1/step-$2
  export EVENKEEL_STEP
  mkdir -p "$EVENKEEL_STEP" || return 70
  sh -eu -c '. "$1/prelude.sh"; . "$1/stages/$2/steps.sh"; "$3"' \
    evenkeel "$run" "$1" "$3_$2" <"$input" >"$EVENKEEL_STEP/$3.log" 2>&1
}

# Puts the before-image of a step aside, and on the disk, where the step has one.
keep() { # STAGE STEP
  grep -q "^keep_$2()" "$run/stages/$1/steps.sh" || return 0
  step "$1" "$2" keep && flush
}

# The end of a step's logs, a line at a time, for whoever follows.
tell_logs() { # STAGE STEP DIRECTION…
  folder=$run/stages/$1/step-$2
  shift 2
  for direction in "$@"; do
    test -f "$folder/$direction.log" || continue
    tail -n 40 "$folder/$direction.log" | cut -c 1-500 |
      while IFS= read -r line || test -n "$line"; do tell "output $line"; done
  done
}

digest() { sh "$1" </dev/null | sha256sum | cut -d ' ' -f 1; }

# Secrets are needed no longer, and the host is free for the next run.
release() {
  rm -f "$run"/stages/*/input-*
  if grep -q "\"run\":\"$name\"" "$EVENKEEL_HOME/lock/owner" 2>/dev/null; then rm -r "$EVENKEEL_HOME/lock"; fi
}

rest() {
  flush
  tell "rest $*"
  echo "$name: $*"
}

must_stop() { test -e "$run/stop" || ! test -e "$run/open"; }

forward() {
  stage=$1
  count=$(sed -n 's/^# steps: //p' "$run/stages/$stage/steps.sh")
  number=1
  while test "$number" -le "$count"; do
    if must_stop; then break; fi
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
  must_stop || sh "$run/stages/$stage/probe.sh" </dev/null >"$run/stages/$stage/after"
  if must_stop; then
    tell "stopped $stage $number"
    revert
  else
    rest applied "$stage"
  fi
}

revert() {
  # `stuck` may be tried again by hand, once what was in the way is gone.
  if ! mv "$run/open" "$run/reverting" 2>/dev/null && ! mv "$run/stuck" "$run/reverting" 2>/dev/null &&
    ! test -e "$run/reverting"; then
    rest "$(standing)"
    return
  fi
  flush
  for entry in $(sed -n 's/^\([0-9]*\) \([0-9]*\) started$/\1:\2/p' "$run/journal" | sed '1!G;h;$!d'); do
    undo "${entry%:*}" "${entry#*:}"
  done
  prove_reverted
}

undo() { # STAGE STEP
  grep -qx "$1 $2 undone" "$run/journal" && return 0
  tell "undoing $1 $2"
  if step "$1" "$2" undo; then
    note "$1 $2 undone"
    tell "undone $1 $2"
    return 0
  fi
  note "$1 $2 left"
  tell "left $1 $2"
  tell_logs "$1" "$2" undo
}

# Not the undo steps' exit status counts, but whether the host reads as it did before the first write.
prove_reverted() {
  if test "$(digest "$run/baseline.sh")" = "$(cat "$run/baseline")"; then
    mv "$run/reverting" "$run/reverted"
    flush
    release
    rest reverted
  else
    mv "$run/reverting" "$run/stuck"
    rest stuck
  fi
}

commit() {
  mv "$run/open" "$run/committed" 2>/dev/null
  if test -e "$run/committed"; then
    flush
    file_managed
    release
  fi
  rest "$(standing)"
}

# Also where an earlier commit died before it came to this.
file_managed() {
  test -e "$run/managed.next" || return 0
  mkdir -p "$EVENKEEL_HOME/managed"
  mv "$run/managed.next" "$EVENKEEL_HOME/managed/$(cat "$run/managed.name")"
  flush
}

standing() {
  for state in open committed reverting reverted stuck; do
    test -e "$run/$state" && echo "$state"
  done
}

take_turn "${1:-}"
case ${1:-} in
  forward) forward "$2" ;;
  revert) revert ;;
  commit) commit ;;
  *) exit 64 ;;
esac
