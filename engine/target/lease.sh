# Lies in a run's folder. Prints the state of the run and the seconds left of its lease, such as `open 60`, after this:
#   lease.sh look                   nothing
#   lease.sh renew SECONDS          gives an open run a new lease, if its lease is not over
#   lease.sh expect SECONDS PIVOT pivot|other   prepares the run, once: from now on it expects its confirmation. PIVOT
#                                   is the coordinator; `pivot` says that this host is it
set -u
umask 077
run=$(cd "$(dirname "$0")" && pwd) || exit 70
. "$run/standing.sh"

is_alive() { is_leased && read_lease && [ "$left" -gt 0 ]; }

renew() { # SECONDS
  while read_standing "$run" && [ "$state" = open ] && is_alive; do
    if lease "$run" open "$1" || cannot_rename; then break; fi
  done
}

# On the disk before it is printed: from then on a reboot does not revert the run.
expect() { # SECONDS PIVOT pivot|other
  { printf '%s\n' "$1" >"$run/in-doubt" && printf '%s\n' "$2" >"$run/pivot"; } || exit 70
  if [ "$3" = pivot ]; then echo "$(($(date +%s) + $1))" >"$run/decides" || exit 70; fi
  flush_file_system "$run"
  while read_standing "$run" && [ "$state" = open ] && is_alive && ! [ -e "$run/stop" ]; do
    if lease "$run" expecting "$1" || cannot_rename; then break; fi
  done
  flush_file_system "$run"
}

case $1 in
  look) ;;
  renew) renew "$2" ;;
  expect) expect "$2" "$3" "$4" ;;
  *) exit 64 ;;
esac
read_standing "$run"
left=0
if is_leased; then read_lease; fi
echo "$state $left"
