# decide RUN commit|revert: starts the runner that commits or reverts the run here, and follows it to its end. Prints
# `rest untouched` if the run has not begun.
run=${EVENKEEL_HOME:-/var/lib/evenkeel}/runs/$1
if [ "$2" = revert ] && [ -d "$run" ]; then : >"$run/stop"; fi
if [ ! -e "$run/events" ]; then
  rm -f "$run"/stages/*/bundle
  echo 'rest untouched'
  exit
fi
from=$(($(wc -l <"$run/events") + 1))
sh "$run/start.sh" "$2" || exit
exec sh "$run/follow.sh" "$run" "$from"
