# What it writes down, and what it tells whoever follows.

# What was written is on the disk when this returns: the journal must not be younger than what it speaks of.
flush() { sync -f "$run" 2>/dev/null || sync; }

tell() { printf '%s\n' "$*" >>"$run/events"; }

note() {
  printf '%s\n' "$*" >>"$run/journal" || return
  sync "$run/journal" 2>/dev/null || sync
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

nap() { sleep 0.1 2>/dev/null || sleep 1; }
