# The processes of a step are those of its session: some of them, such as timeout, make a process group of their own.
# Other scripts source this one.

# signal_session SIGNAL SESSION: signals all of them but those that have ended; false if there is none.
# shellcheck disable=SC2086 # the fields of the line become words
signal_session() {
  signalled=1
  for stat in /proc/[0-9]*/stat; do
    { read -r line <"$stat"; } 2>/dev/null || continue
    pid=${stat#/proc/}
    set -- "$1" "$2" ${line##*) } # the fields after the name: state, parent, group, session
    if [ "$6" = "$2" ] && [ "$3" != Z ] && kill "-$1" "${pid%/stat}" 2>/dev/null; then signalled=0; fi
  done
  return "$signalled"
}
