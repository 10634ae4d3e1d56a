# confirm-race.sh RUN TRIES, on a host: lets a confirmation and the end of the lease meet, so many times, with the
# scripts that RUN brought to this host. Each try is a run of its own that changed one file. Prints of each:
#   TRY, the standing that the confirmation said, the one that whoever follows is told, all that the run's folder
#   holds, what the file holds
set -u
model=$1
tries=$2
home=/root/race
rm -rf "$home"
. "$model/standing.sh"

make_run() {
  mkdir -p "$run/stages/1"
  cp "$model"/*.sh "$run"
  echo new >"$file_changed"
  printf '# steps: 1\n# limit 1: 60\nforward_1() { echo new >%s; }\nundo_1() { echo old >%s; }\n' \
    "$file_changed" "$file_changed" >"$run/stages/1/steps.sh"
  echo "cat $file_changed" >"$run/baseline.sh"
  echo old | sha256sum | cut -d ' ' -f 1 >"$run/baseline"
  printf '1 1 started\n1 1 done\n' >"$run/journal"
  : >"$run/events"
  echo '{}' >"$run/header.json"
  echo 1000 >"$run/keep-runs"
  read_clock
  deadline=$((now + 4 + lead / 10))
  : >"$run/open.$boot.$deadline"
}

sleep_until() { # SECONDS of this boot
  read -r uptime _ </proc/uptime
  sleep "$(awk -v now="$uptime" -v then="$1" 'BEGIN { left = then - now; print (left > 0 ? left : 0) }')"
}

# Within two seconds, of which the first is `lead` tenths of a second before the deadline.
try() {
  run=$home/runs/$number
  file_changed=$home/file.$number
  make_run
  sh "$run/guard.sh" watch >/dev/null 2>&1 &
  sleep_until "$(awk -v deadline="$deadline" -v lead="$lead" -v part="$((number * 37 % tries))" -v all="$tries" \
    'BEGIN { print deadline - lead / 10 + 2 * part / all }')"
  said=$(sh "$run/runner.sh" commit 2>/dev/null)
  wait
  told=$(sh "$run/follow.sh" "$run" 1 | tail -n 1)
  standing=$(cd "$run" && ls -d open.* expecting.* committed reverting reverted stuck 2>/dev/null | tr '\n' ',')
  test "$standing" != committed, || : >"$home/kept.$number"
  echo "$number ${said##*: } ${told#rest } ${standing%,} $(cat "$file_changed")"
}

# What a shell needs to come to its rename depends on how busy the machine is: where none of a round was kept, the next
# begins earlier, where all were, later.
lead=15
number=0
while test "$number" -lt "$tries"; do
  for lane in 1 2 3 4 5; do
    number=$((number + 1))
    test "$number" -gt "$tries" || try &
  done
  wait
  case $(ls "$home" | grep -c '^kept') in
  0) lead=$((lead + 15)) ;;
  5) lead=$((lead - 5)) ;;
  esac
  rm -f "$home"/kept.*
done
rm -rf "$home"
