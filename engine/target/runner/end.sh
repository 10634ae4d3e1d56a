# Commit, abandon, and the release of the host.

# The coordinator treats an expired lease as over, even if the guard is late or gone. The other participants do what was
# decided: for them it is too late only when they are being reverted.
commit() {
  read_standing "$run"
  if decides && is_leased && read_lease && [ "$left" = 0 ]; then
    too_late
    revert
    return
  fi
  claim "$run" committed
  if [ -e "$run/committed" ]; then
    flush_file_system "$run"
    file_managed
    release
  elif [ -e "$run/reverting" ]; then
    # The guard was faster; this runner continues the revert.
    revert
    return
  fi
  rest_as_it_stands
}

# Writes why the run is reverted, for the controller that follows it and for the next command.
too_late() {
  echo lease >"$run/guarded"
  event 'guarded lease'
}

decides() { [ "$state" != expecting ] || [ -e "$run/decides" ]; }

# Also if an earlier commit ended before it filed the record.
file_managed() {
  [ -e "$run/managed.next" ] || return 0
  mkdir -p "$EVENKEEL_HOME/managed"
  mv "$run/managed.next" "$EVENKEEL_HOME/managed/$(cat "$run/managed.name")"
  flush_file_system "$run"
}

abandon() {
  mv "$run/stuck" "$run/abandoned" 2>/dev/null
  [ ! -e "$run/abandoned" ] || release
  rest_as_it_stands
}

# Disarms the guard, and frees the host for the next run.
release() {
  rm -rf "$run/reserve" "$run/reserved"
  # A person who gives a stuck run up may need what was there.
  [ -e "$run/abandoned" ] || rm -rf "$run/moved"
  sh "$run/guard.sh" disarm
  sh "$run/prune.sh" "$EVENKEEL_HOME" "$(cat "$run/keep-runs")"
  sweep
  # In one rename: nothing could release a lock without an owner.
  if grep -q "\"run\":\"$name\"" "$EVENKEEL_HOME/lock/owner" 2>/dev/null; then
    mv "$EVENKEEL_HOME/lock" "$run/lock.$$" && rm -r "$run/lock.$$"
  fi
}

# Removes backups that nothing needs any more; after a revert, those of this run.
sweep() {
  reverted=
  [ ! -e "$run/reverted" ] || reverted=$name
  # shellcheck disable=SC2016 # this shell expands nothing of it
  sh -c '. "$1/prelude.sh"; sweep_backups "$2"' evenkeel "$run" "$reverted" </dev/null
}
