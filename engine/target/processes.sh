# The processes of a step. Other scripts source this one, after standing.sh.
#
# A step has its own control group where systemd runs: nothing that it starts gets out of that but what systemd itself
# starts for it. Elsewhere they are the processes of its session, and those with its mark in their environment. Not of
# its process group: some commands, such as timeout, make one of their own.

# members SESSION START MARK GROUP: prints the numbers of all of them that live. MARK is a path that no other step has,
# and GROUP the folder of a control group, or nothing. Nothing of a step is older than its first process.
members() {
  if [ -n "$4" ] && [ -d "$4" ]; then find "$4" -name cgroup.procs -exec cat {} + 2>/dev/null; fi
  for process in /proc/[0-9]*; do
    read_process "${process#/proc/}"
    # shellcheck disable=SC2154 # read_process sets them
    if [ -z "$process_state" ] || [ "$process_start" -lt "${2:-0}" ]; then continue; fi
    # shellcheck disable=SC2154 # as above
    if [ "$process_session" = "$1" ] || is_marked "$process" "$3"; then echo "${process#/proc/}"; fi
  done
}

# The environment of a process may hold newlines in a value, but no other value is this whole line.
is_marked() { # FOLDER MARK
  { tr '\0' '\n' <"$1/environ" | grep -qxF "EVENKEEL_MARK=$2"; } 2>/dev/null
}

# signal_step SIGNAL SESSION START MARK GROUP: signals all of them; false if there is none.
signal_step() {
  signal=$1
  shift
  signalled=1
  for member in $(members "$@"); do
    if kill "-$signal" "$member" 2>/dev/null; then signalled=0; fi
  done
  return "$signalled"
}

# Ends all of them, with time to end by themselves.
end_step() { # SESSION START MARK GROUP
  signal_step TERM "$@"
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    signal_step 0 "$@" || return 0
    sleep 1
  done
  # Some may start others meanwhile.
  for _ in 1 2 3 4 5; do
    signal_step KILL "$@" || return 0
  done
}
