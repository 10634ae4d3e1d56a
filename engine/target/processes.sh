# The processes of a step are those of its session: some of them, such as timeout, make a process group of their own.
# Meant to be sourced.

# signal_session SIGNAL SESSION: signals all of them but those that have ended; false where there are none.
signal_session() {
  signalled=1
  for stat in /proc/[0-9]*/stat; do
    { read -r line <"$stat"; } 2>/dev/null || continue
    pid=${stat#/proc/}
    set -- "$1" "$2" ${line##*) } # what follows the name: state, parent, group, session
    if test "$6" = "$2" && test "$3" != Z && kill "-$1" "${pid%/stat}" 2>/dev/null; then signalled=0; fi
  done
  return "$signalled"
}
