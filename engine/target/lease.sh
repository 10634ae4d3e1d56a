# For the controller, in a run's folder. Says how the run stands then, such as `open 60`, and changes it at most so:
#   lease.sh look
#   lease.sh renew SECONDS          gives an open run, whose lease is not over, a new one
#   lease.sh expect SECONDS PIVOT pivot|other   tells it to expect its confirmation, once; PIVOT is the host that
#                                   decides, and `pivot` says that this one is it
set -u
umask 077
run=$(cd "$(dirname "$0")" && pwd) || exit 70
. "$run/standing.sh"

flush() { sync -f "$run" 2>/dev/null || sync; }

is_alive() { is_leased && read_lease && test "$left" -gt 0; }

renew() {
  while read_standing "$run" && test "$state" = open && is_alive; do
    if lease "$run" open "$1" || cannot_rename; then break; fi
  done
}

# On the disk before it is said: from now on a reboot does not take the run back.
expect() {
  printf '%s\n' "$1" >"$run/in-doubt" && printf '%s\n' "$2" >"$run/pivot" || exit 70
  test "$3" != pivot || true >"$run/decides" || exit 70
  flush
  while read_standing "$run" && test "$state" = open && is_alive && ! test -e "$run/stop"; do
    if lease "$run" expecting "$1" || cannot_rename; then break; fi
  done
  flush
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
