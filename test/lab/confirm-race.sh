# confirm-race.sh RUN TRIES, on a host: lets a confirmation and the end of the lease meet, so many times, with the
# scripts that RUN brought to this host. Each try is a run of its own that changed one file. Prints for each try:
#   its number, the state that the commit printed, the state that follow.sh printed, the state files in the run's folder,
#   the content of the file
set -u
model=$1
tries=$2
home=/root/race
rm -rf "$home"
# shellcheck source=engine/target/standing.sh
. "$model/standing.sh"

make_run() { # RUN_FOLDER FILE LEAD; sets deadline
  mkdir -p "$1/stages/1"
  cp "$model"/*.sh "$1"
  echo new >"$2"
  echo '1 limit 60' >"$1/stages/1/steps"
  printf 'forward_1() { echo new >%s; }\nundo_1() { echo old >%s; }\n' "$2" "$2" >"$1/stages/1/steps.sh"
  echo "cat $2" >"$1/baseline.sh"
  echo old | sha256sum | cut -d ' ' -f 1 >"$1/baseline"
  printf '1 1 started\n1 1 done\n' >"$1/journal"
  : >"$1/events"
  echo '{}' >"$1/header.json"
  echo 1000 >"$1/keep-runs"
  read_clock
  deadline=$((now + 4 + $3 / 10))
  : >"$1/open.$boot.$deadline"
}

sleep_until() { # SECONDS of this boot
  read -r uptime _ </proc/uptime
  sleep "$(awk -v now="$uptime" -v then="$1" 'BEGIN { left = then - now; print (left > 0 ? left : 0) }')"
}

# Commits within two seconds, of which the first is LEAD tenths of a second before the deadline.
try() { # NUMBER LEAD
  run=$home/runs/$1
  changed=$home/file.$1
  make_run "$run" "$changed" "$2"
  sh "$run/guard.sh" watch >/dev/null 2>&1 &
  sleep_until "$(awk -v deadline="$deadline" -v lead="$2" -v part="$(($1 * 37 % tries))" -v all="$tries" \
    'BEGIN { print deadline - lead / 10 + 2 * part / all }')"
  printed=$(sh "$run/runner.sh" commit 2>/dev/null)
  wait
  followed=$(sh "$run/follow.sh" "$run" 1 | tail -n 1)
  standing=
  for state_file in "$run"/open.* "$run"/expecting.* "$run"/committed "$run"/reverting "$run"/reverted "$run"/stuck; do
    [ ! -e "$state_file" ] || standing=$standing,${state_file##*/}
  done
  [ "$standing" != ,committed ] || : >"$home/kept.$1"
  echo "$1 ${printed##*: } ${followed#rest } ${standing#,} $(cat "$changed")"
}

# How long a shell takes to its rename depends on the load of the machine: if no try of a round was committed, the next
# round begins earlier, if all were, later.
lead=15
number=0
while [ "$number" -lt "$tries" ]; do
  for _ in 1 2 3 4 5; do
    number=$((number + 1))
    [ "$number" -gt "$tries" ] || try "$number" "$lead" &
  done
  wait
  kept=0
  for file in "$home"/kept.*; do [ ! -e "$file" ] || kept=$((kept + 1)); done
  case $kept in
    0) lead=$((lead + 15)) ;;
    5) lead=$((lead - 5)) ;;
  esac
  rm -f "$home"/kept.*
done
rm -rf "$home"
