# follow RUN FROM: says `at FROM` and prints the run's events from line FROM on (counted from 1) until it rests, then, after `rest applied`,
# what the stage's probes answered. Prints a dot when nothing happens, so that silence means a broken connection.
run=$1
echo "at $2"
line_number=0
idle=0
nap() { sleep 0.1 2>/dev/null || sleep 1; }
alive() { test -f "$run/pid" && kill -0 "$(cat "$run/pid")" 2>/dev/null; }
exec 3<"$run/events"
held=
while :; do
  if IFS= read -r line <&3; then
    line=$held$line
    held=
    idle=0
    line_number=$((line_number + 1))
    test "$line_number" -lt "$2" && continue
    printf '%s\n' "$line"
    case $line in
      'rest applied '*)
        cat "$run/stages/${line#rest applied }/after"
        exit 0
        ;;
      'rest '*) exit 0 ;;
    esac
  else
    held=$held$line
    idle=$((idle + 1))
    if test "$((idle % 30))" = 0; then
      echo .
      alive || { test "$idle" -gt 60 && echo 'rest dead' && exit 0; }
    fi
    nap
  fi
done
