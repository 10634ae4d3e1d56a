# follow RUN FROM [STAGE]: prints `at FROM` and the run's events from line FROM on (counted from 1) until the runner rests.
# With a stage, goes on until `rest applied STAGE`, and then prints the answers of the stage's probes. Without one,
# `rest applied` is no end.
# Prints a dot if nothing happens, so that silence means a broken connection.
run=$1
. "$run/standing.sh"
echo "at $2"
line_number=0
idle=0
gone=
# No runner is alive and none will come. While a run is to be reverted, the guard may wait until the host is up.
is_over() {
  if runner_is_alive "$run"; then return 1; fi
  read_standing "$run"
  case $state in
    reverting) [ "$idle" -gt 1800 ] ;;
    *) [ "$idle" -gt 30 ] ;;
  esac
}
# A runner on a full disk cannot write how it ended, but it can still rename.
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
    [ "$line_number" -lt "$2" ] && continue
    printf '%s\n' "$line"
    case $line in
      "rest applied ${3:-}")
        cat "$run/stages/$3/after"
        exit 0
        ;;
      # Early at boot a revert rests before it is complete.
      'rest applied '* | 'rest reverting') ;;
      'rest '*) exit 0 ;;
    esac
  else
    held=$held$line
    idle=$((idle + 1))
    if [ "$((idle % 30))" = 0 ]; then
      echo .
      # Over only if it is so twice: between the two, its last lines are read.
      if ! is_over; then
        gone=
      elif [ -n "$gone" ]; then
        echo "rest $(how_it_ended)"
        exit 0
      else
        gone=yes
      fi
    fi
    nap
  fi
done
