# Keeping, giving up, and letting the host go.

# For the one that decides a lease that is over is over, even where the guard is late or gone. The others do what was
# decided: it is too late only once they are on their way back.
commit() {
  read_standing "$run"
  if decides && is_leased && read_lease && test "$left" = 0; then
    too_late
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

# Whoever follows the run, and the next command, shall know why it went back.
too_late() {
  echo lease >"$run/guarded"
  tell 'guarded lease'
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

# The guard has nothing left to guard, and the host is free for the next run.
release() {
  rm -rf "$run/reserve" "$run/reserved"
  sh "$run/guard.sh" disarm
  sh "$run/prune.sh" "$EVENKEEL_HOME" "$(cat "$run/keep-runs")"
  # In one rename: a lock without an owner would be nobody's to free.
  if grep -q "\"run\":\"$name\"" "$EVENKEEL_HOME/lock/owner" 2>/dev/null; then
    mv "$EVENKEEL_HOME/lock" "$run/lock.$$" && rm -r "$run/lock.$$"
  fi
}
