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
  deadline=$((now + 5))
  : >"$run/open.$boot.$deadline"
}

sleep_until() { # SECONDS of this boot
  read -r uptime _ </proc/uptime
  sleep "$(awk -v now="$uptime" -v then="$1" 'BEGIN { left = then - now; print (left > 0 ? left : 0) }')"
}

# From a second and a half before the deadline, which a shell needs to come to its rename, to half a second after it.
try() {
  run=$home/runs/$number
  file_changed=$home/file.$number
  make_run
  sh "$run/guard.sh" watch >/dev/null 2>&1 &
  sleep_until "$(awk -v deadline="$deadline" -v part="$((number * 37 % tries))" -v all="$tries" \
    'BEGIN { print deadline - 1.5 + 2 * part / all }')"
  said=$(sh "$run/runner.sh" commit 2>/dev/null)
  wait
  told=$(sh "$run/follow.sh" "$run" 1 | tail -n 1)
  standing=$(cd "$run" && ls -d open.* expecting.* committed reverting reverted stuck 2>/dev/null | tr '\n' ',')
  echo "$number ${said##*: } ${told#rest } ${standing%,} $(cat "$file_changed")"
}

number=0
while test "$number" -lt "$tries"; do
  for lane in 1 2 3 4 5; do
    number=$((number + 1))
    test "$number" -gt "$tries" || try &
  done
  wait
done
rm -rf "$home"
