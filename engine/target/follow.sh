# follow RUN FROM [STAGE]: says `at FROM` and prints the run's events from line FROM on (counted from 1) until it rests.
# Of a stage it also prints, after `rest applied STAGE`, what its probes answered; without one, that is no end.
# Prints a dot when nothing happens, so that silence means a broken connection.
run=$1
. "$run/standing.sh"
echo "at $2"
line_number=0
idle=0
gone=
nap() { sleep 0.1 2>/dev/null || sleep 1; }
# Nobody is at it and nobody will be: where it is to be taken back, the guard may still be waiting for the host to be up.
is_over() {
  if runner_is_alive "$run"; then return 1; fi
  read_standing "$run"
  case $state in
    reverting) test "$idle" -gt 1800 ;;
    *) test "$idle" -gt 30 ;;
  esac
}
# On a full disk a runner cannot say how it ended, but a rename still works.
how_it_ended() {
  read_standing "$run"
  case $state in committed | reverted | stuck | abandoned) echo "$state" ;; *) echo dead ;; esac
}
exec 3<"$run/events"
held=
while :; do
  if IFS= read -r line <&3; then
    line=$held$line
    held=
    idle=0
    gone=
    line_number=$((line_number + 1))
    test "$line_number" -lt "$2" && continue
    printf '%s\n' "$line"
    case $line in
      "rest applied ${3:-}")
        cat "$run/stages/$3/after"
        exit 0
        ;;
      # Early at boot a revert rests before it is through.
      'rest applied '* | 'rest reverting') ;;
      'rest '*) exit 0 ;;
    esac
  else
    held=$held$line
    idle=$((idle + 1))
    if test "$((idle % 30))" = 0; then
      echo .
      # It may have written its last line just now: it is gone when that is read, too.
      if ! is_over; then gone=; elif test -n "$gone"; then
        echo "rest $(how_it_ended)"
        exit 0
      else gone=yes; fi
    fi
    nap
  fi
done
