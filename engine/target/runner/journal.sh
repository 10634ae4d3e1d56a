# The journal, and the events for the controller that follows.

event() { printf '%s\n' "$*" >>"$run/events"; }

write_journal() { printf '%s\n' "$*" >>"$run/journal"; }

# On the disk when it returns: the journal must not be older than the host.
note() {
  write_journal "$*" || return
  flush "$run/journal"
}

rest() {
  flush_file_system "$run"
  event "rest $*"
  echo "$name: $*"
}

rest_as_it_stands() {
  read_standing "$run"
  rest "$state"
}
