# lock OWNER: takes the lock of this host for the run in OWNER, which is JSON. Ends with
#   0   taken
#   70  the lock cannot be written
#   75  another run has it; prints that run's owner, and then its state and the seconds left of its lease
#   77  another run had it and has ended; it has released the lock now
umask 077
home=${EVENKEEL_HOME:-/var/lib/evenkeel}
{ mkdir -p "$home" && chmod 700 "$home"; } || exit 70
if mkdir "$home/lock" 2>/dev/null; then
  if cd "$home/lock" && printf '%s\n' "$1" >owner.new && flush owner.new && mv owner.new owner; then exit 0; fi
  rm -r "$home/lock"
  exit 70
fi
if [ ! -d "$home/lock" ]; then
  # Prints why.
  mkdir "$home/lock"
  exit 70
fi
printf '%s\n' "$(head -n 1 "$home/lock/owner" | tr -d '\0')"
run=$home/runs/$(sed -n 's/.*"run":"\([^"]*\)".*/\1/p' "$home/lock/owner")
[ -e "$run/standing.sh" ] || exit 75
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
echo "$state $left"
exit 75
