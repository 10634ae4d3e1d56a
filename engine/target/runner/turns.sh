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

write_pid() { printf '%s\n' $$ 2>/dev/null >"$run/pid.$$"; }

# Its runner is gone. Our own number in it is from before a reboot, and an empty file is from a power cut.
has_passed() { # TURN_FILE
  [ -e "$1" ] || return 1
  holder=
  read -r holder <"$1"
  [ "$holder" = $$ ] || ! grep -q "$run/runner.sh" "/proc/$holder/cmdline" 2>/dev/null
}

# A killed runner may have left its step running. After a reboot another process may have that number.
end_orphan() {
  [ -e "$run/step" ] || return 0
  session=$(cat "$run/step")
  if grep -q "$run" "/proc/$session/cmdline" 2>/dev/null; then end_session "$session"; fi
  rm -f "$run/step"
}

end_session() { # SESSION
  signal_session TERM "$1"
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    signal_session 0 "$1" || return 0
    sleep 1
  done
  signal_session KILL "$1"
}
