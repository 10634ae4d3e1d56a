# start COMMAND…: starts this run's runner as a service of its own.
set -eu
run=$(cd "$(dirname "$0")" && pwd)
if [ -d /run/systemd/system ] && [ "$(id -u)" = 0 ]; then
  # KillMode: a process that a step started on purpose outlives the runner.
  systemd-run --quiet --collect --property=KillMode=process --unit="evenkeel-${run##*/}-$1${2:+-$2}-$$" \
    sh "$run/runner.sh" "$@"
else
  setsid sh "$run/runner.sh" "$@" </dev/null >/dev/null 2>&1 &
fi
