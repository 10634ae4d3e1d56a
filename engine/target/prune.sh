# prune.sh HOME KEEP: removes the oldest ended runs beyond KEEP, then the blobs that no run and no record names any more.
set -u
cd "$1/runs" || exit
keep=$2
. "$(dirname "$0")/standing.sh"
ended=
count=0
for run in *; do
  read_standing "$run"
  case $state in committed | reverted | abandoned | nothing) ended="$ended $run" count=$((count + 1)) ;; esac
done
[ "$count" -gt "$keep" ] || exit 0
# Oldest first: names of runs begin with their time, and a shell sorts the names that it expands.
for run in $ended; do
  [ "$count" -gt "$keep" ] || break
  [ "$run" != "$(basename "$(dirname "$0")")" ] || continue
  rm -rf "./$run"
  count=$((count - 1))
done
named=$(cat ./*/stages/*/manifest.json ./*/stages/*/steps.sh ../managed/*.json 2>/dev/null | grep -o '[0-9a-f]\{64\}' | sort -u)
for blob in ../blobs/*; do
  case $named in *"${blob##*/}"*) ;; *) rm -f "$blob" ;; esac
done
