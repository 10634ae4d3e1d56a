# Runners of one run go one after the other.

# An undo must not run while a step runs, which happens if a controller was cut off.
# Turns are numbered and no turn is removed, so that of two runners that find the last one gone only one is next.
take_turn() { # forward|revert|commit|abandon
  # On a full disk this takes from the reserve. A runner that cannot write its number must not begin.
  write_pid || { [ "$1" != forward ] && make_room && write_pid; } || exit 70
  turn=1
  until ln "$run/pid.$$" "$run/turn.$turn" 2>/dev/null; do
    if has_passed "$run/turn.$turn"; then
      turn=$((turn + 1))
      continue
    fi
    [ "$1" != revert ] || true >"$run/stop"
    nap
  done
  mv "$run/pid.$$" "$run/pid"
  end_orphan
}

write_pid() {
  identify $$
  printf '%s\n' "$identity" 2>/dev/null >"$run/pid.$$"
}

# Its runner is gone. Our own number in it is from before a reboot, and an empty file is from a power cut.
has_passed() { # TURN_FILE
  [ -e "$1" ] || return 1
  if is_alive "$1" "$run/runner.sh"; then [ "$holder" = $$ ]; fi
}

# A killed runner may have left its step running; nothing of it survives a reboot.
end_orphan() {
  [ -e "$run/step" ] || return 0
  session=
  read -r session started booted mark group <"$run/step" || :
  read_clock
  if [ -n "$mark" ] && [ "$booted" = "$boot" ]; then end_step "$session" "$started" "$mark" "$group"; fi
  rm -f "$run/step"
}
