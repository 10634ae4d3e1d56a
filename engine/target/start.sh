# start COMMAND…, after transient.sh: starts this run's runner as a service of its own.
set -eu
run=$(cd "$(dirname "$0")" && pwd)
if has_systemd; then
  start_transient "evenkeel-${run##*/}-$1${2:+-$2}-$$" '' '' sh "$run/runner.sh" "$@"
else
  setsid sh "$run/runner.sh" "$@" </dev/null >/dev/null 2>&1 &
fi
