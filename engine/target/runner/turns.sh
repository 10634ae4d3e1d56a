# Runners of one run go one after the other.

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
  session=$(cat "$run/step")
  if grep -q "$run" "/proc/$session/cmdline" 2>/dev/null; then end_session "$session"; fi
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
