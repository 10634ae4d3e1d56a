# lock OWNER SECONDS: takes the lock of this host for the run in OWNER, which is JSON. Its controller counts as gone after
# so many seconds of silence. Ends with
#   0   taken
#   70  the lock cannot be written
#   75  another run has it; prints that run's owner, then its state and the seconds left of its lease, and then what
#       read_heard (heard.sh) says of its controller
#   77  another run had it and has ended; it has released the lock now
umask 077
home=${EVENKEEL_HOME:-/var/lib/evenkeel}
problem=$(home_problem "$home") || :
if [ -n "$problem" ]; then
  echo "$problem" >&2
  exit 70
fi
{ mkdir -p "$home" && chmod 700 "$home"; } || exit 70
if mkdir "$home/lock" 2>/dev/null; then
  if cd "$home/lock" && printf '%s\n' "$1" >owner.new && flush owner.new && mv owner.new owner; then
    hear "$home" "$2"
    exit 0
  fi
  rm -r "$home/lock"
  exit 70
fi
if [ ! -d "$home/lock" ]; then
  # Prints why.
  mkdir "$home/lock"
  exit 70
fi
printf '%s\n' "$(head -n 1 "$home/lock/owner" | tr -d '\0')"
run=$home/runs/$(sed -n 's/.*"run":"\([0-9a-z-]*\)".*/\1/p' "$home/lock/owner")
read_heard "$home"
[ -e "$run/standing.sh" ] || {
  echo "nothing 0 $heard"
  exit 75
}
# The run brought its own scripts, perhaps from another release: only these functions and commands are used.
. "$run/standing.sh"
read_standing "$run"
case $state in
  committed) sh "$run/runner.sh" commit >/dev/null && exit 77 ;;
  reverted) sh "$run/runner.sh" revert >/dev/null && exit 77 ;;
  abandoned) sh "$run/runner.sh" abandon >/dev/null && exit 77 ;;
esac
left=0
if is_leased; then read_lease; fi
echo "$state $left $heard"
exit 75
