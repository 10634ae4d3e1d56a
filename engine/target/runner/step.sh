# One step, in one direction.

# Runs in a shell and a session of its own, which limit.sh watches.
step() { # STAGE STEP keep|forward|undo
  EVENKEEL_STEP=$run/stages/$1/step-$2
  export EVENKEEL_STEP
  [ -d "$EVENKEEL_STEP" ] || mkdir -p "$EVENKEEL_STEP" || return 70
  read_steps "$1"
  log=$EVENKEEL_STEP/$3.log
  limit=$EVENKEEL_STEP/$3.limit
  [ ! -e "$limit" ] || rm -f "$limit"
  make_group "$1-$2-$3"
  # The first line takes a block of the disk, so that the output of a step that fills the disk has its place.
  # An undo must not fail for want of an inode for its log.
  if ! echo >"$log" && [ "$3" = undo ]; then log=/dev/null; fi
  # It writes its number first, and only then checks whose turn it is: either the next runner finds it, or it ends.
  # shellcheck disable=SC2016 # this shell expands nothing of it
  EVENKEEL_MARK=$limit setsid sh -eu -c '
    . "$1/standing.sh"
    identify $$
    echo "$identity $EVENKEEL_MARK $5" >"$1/step" || true
    read -r turn <"$1/pid"
    [ "$turn" = "$4" ]
    [ -z "$5" ] || echo $$ >"$5/cgroup.procs" || true
    . "$1/prelude.sh"; . "$1/stages/$2/steps.sh"; "$3"' \
    evenkeel "$run" "$1" "$3_$2" "$identity" "$group" </dev/null >>"$log" 2>&1 &
  session=$!
  read_process "$session"
  started=${process_start:-0}
  seconds=''
  eval "seconds=\$limit_$2"
  setsid sh "$run/limit.sh" "$session" "$started" "$limit" "$seconds" "$log" "$group" </dev/null >/dev/null 2>&1 &
  watch=$!
  wait "$session"
  status=$?
  # By its own number too: it may not have come as far as to have a group.
  kill -KILL "-$watch" 2>/dev/null
  kill -KILL "$watch" 2>/dev/null
  wait "$watch" 2>/dev/null
  if [ -e "$limit" ]; then status=124; fi
  # What a step has started on purpose outlives it, unless it has failed: nothing may go on beside its undo.
  if [ "$status" = 124 ] || { [ "$status" != 0 ] && [ "$3" = forward ]; }; then
    end_step "$session" "$started" "$limit" "$group"
  fi
  if [ "$status" = 124 ] && grep -qs printed "$limit"; then truncate -s 67108864 "$log"; fi
  # With `:` a file system that has become read-only would end the runner here.
  true 2>/dev/null >"$run/step"
  [ -z "$group" ] || rmdir "$group" 2>/dev/null
  return "$status"
}

# Sets group to the folder of a new control group for one step, below that of this runner, or to nothing.
make_group() { # NAME
  : "${group_of_runner=$(own_group)}"
  group=$group_of_runner
  [ -n "$group" ] || return 0
  group=$group/step-$1
  mkdir "$group" 2>/dev/null
  [ -e "$group/cgroup.procs" ] || group=
}

# Prints the folder of this runner's control group if that is a unit of evenkeel. A runner that a person starts is in the
# control group of a login, which is not ours to divide.
own_group() {
  while IFS= read -r line; do
    case $line in
      0::*/evenkeel-*.service) set -- /sys/fs/cgroup /sys/fs/cgroup/unified ;;
      *:name=systemd:*/evenkeel-*.service) set -- /sys/fs/cgroup/systemd ;;
      *) continue ;;
    esac
    for tree in "$@"; do
      [ ! -e "$tree/${line#*:*:/}/cgroup.procs" ] || {
        echo "$tree/${line#*:*:/}"
        return
      }
    done
  done </proc/self/cgroup
}

# Writes the backup of a step, if it has one, and puts it on the disk.
keep() { # STAGE STEP
  eval "keeps=\$keeps_$2"
  [ -n "$keeps" ] || return 0
  step "$1" "$2" keep && flush_file_system "$run"
}

# The end of a step's logs as events, one a line. On a full disk the log itself may lack that.
log_events() { # STAGE STEP DIRECTION…
  folder=$run/stages/$1/step-$2
  shift 2
  if ! printf '.' 2>/dev/null >"$folder/room"; then event "output nothing can be written to $folder: its disk is full"; fi
  rm -f "$folder/room"
  for direction in "$@"; do
    [ -f "$folder/$direction.log" ] || continue
    [ ! -f "$folder/$direction.limit" ] || output_events <"$folder/$direction.limit"
    # The controller redacts secrets and cuts long lines then. It has to know where a secret may be cut in two.
    [ "$(wc -c <"$folder/$direction.log")" -le 20000 ] || event cut
    tail -c 20000 "$folder/$direction.log" | sed '1{/^$/d;}' | tail -n 40 | output_events
  done
}

output_events() {
  while IFS= read -r line || [ -n "$line" ]; do event "output $line"; done
}
