# follow RUN FROM [STAGE]: says `at FROM` and prints the run's events from line FROM on (counted from 1) until it rests.
# Of a stage it also prints, after `rest applied STAGE`, what its probes answered; without one, that is no end.
# Prints a dot when nothing happens, so that silence means a broken connection.
run=$1
echo "at $2"
line_number=0
idle=0
gone=
nap() { sleep 0.1 2>/dev/null || sleep 1; }
alive() { grep -q runner.sh "/proc/$(cat "$run/pid" 2>/dev/null)/cmdline" 2>/dev/null; }
# On a full disk a runner cannot say how it ended, but a rename still works.
how_it_ended() {
  for state in committed reverted stuck; do
    test -e "$run/$state" && echo "$state" && return
  done
  echo dead
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
      'rest applied '*) ;;
      'rest '*) exit 0 ;;
    esac
  else
    held=$held$line
    idle=$((idle + 1))
    if test "$((idle % 30))" = 0; then
      echo .
      # It may have written its last line just now: it is gone when that is read, too.
      if alive; then gone=; elif test -n "$gone"; then
        echo "rest $(how_it_ended)"
        exit 0
      elif test "$idle" -gt 30; then gone=yes; fi
    fi
    nap
  fi
done
