# One step, in one direction.

# Runs in a shell and a session of its own, which limit.sh watches.
step() { # STAGE STEP keep|forward|undo
  EVENKEEL_STEP=$run/stages/$1/step-$2
  export EVENKEEL_STEP
  mkdir -p "$EVENKEEL_STEP" || return 70
  log=$EVENKEEL_STEP/$3.log
  limit=$EVENKEEL_STEP/$3.limit
  rm -f "$limit"
  # The first line takes a block of the disk, so that the output of a step that fills the disk has its place.
  # An undo must not fail for want of an inode for its log.
  if ! echo >"$log" && [ "$3" = undo ]; then log=/dev/null; fi
  # It writes its number first, and only then checks whose turn it is: either the next runner finds it, or it ends.
  # shellcheck disable=SC2016 # this shell expands nothing of it
  setsid sh -eu -c '
    echo $$ >"$1/step" || true
    read -r turn <"$1/pid"
    [ "$turn" = "$4" ]
    . "$1/prelude.sh"; . "$1/stages/$2/steps.sh"; "$3"' \
    evenkeel "$run" "$1" "$3_$2" $$ </dev/null >>"$log" 2>&1 &
  session=$!
  setsid sh "$run/limit.sh" "$session" "$(limit_of "$1" "$2")" "$log" "$limit" </dev/null >/dev/null 2>&1 &
  watch=$!
  wait "$session"
  status=$?
  # By its own number too: it may not have come as far as to have a group.
  kill -KILL "-$watch" 2>/dev/null
  kill -KILL "$watch" 2>/dev/null
  wait "$watch" 2>/dev/null
  if [ -e "$limit" ]; then
    end_session "$session"
    if grep -q printed "$limit"; then truncate -s 67108864 "$log"; fi
    status=124
  fi
  rm -f "$run/step"
  return "$status"
}

limit_of() { sed -n "$(($2 + 1))s/^# limit $2: //p" "$run/stages/$1/steps.sh"; }

# Writes the backup of a step, if it has one, and puts it on the disk.
keep() { # STAGE STEP
  grep -q "^keep_$2()" "$run/stages/$1/steps.sh" || return 0
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
