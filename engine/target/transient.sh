# Starts a service of systemd that has no file.

has_systemd() { [ -d /run/systemd/system ] && [ "$(id -u)" = 0 ]; }

# start_transient UNIT RESTARTS AFTER COMMAND…: starts a command as a service. With RESTARTS, `yes`, it is started again
# whenever it dies, without an end; AFTER is a unit that has to be up first, or nothing.
# KillMode: what a step has started on purpose outlives the service. Delegate: each step gets a control group below it.
start_transient() {
  unit_name=$1
  restarts=$2
  after=$3
  shift 3
  set -- --unit="$unit_name" "$@"
  [ -z "$restarts" ] ||
    set -- --property=Restart=on-failure --property=RestartSec=1 --property=StartLimitIntervalSec=0 "$@"
  [ -z "$after" ] || set -- --no-block --property="After=$after" "$@"
  said=$(systemd-run --quiet --collect --property=KillMode=process --property=Delegate=yes "$@" 2>&1) && return
  # A systemd before 236 knows some of these options only in files.
  while [ "$1" != "--unit=$unit_name" ]; do shift; done
  shift
  write_transient "$@" && systemctl daemon-reload && systemctl --no-block start "$unit_name.service" && return
  echo "$said" >&2
  return 1
}

# It goes with the next boot.
write_transient() { # COMMAND…
  folder=${EVENKEEL_RUNTIME_UNITS:-/run/systemd/system}
  {
    echo '[Unit]'
    echo "Description=evenkeel: $*"
    [ -z "$after" ] || echo "After=$after"
    echo '[Service]'
    echo "ExecStart=/bin/$*"
    echo 'KillMode=process'
    echo 'Delegate=yes'
    # StartLimitInterval: the name of that setting before systemd 230.
    [ -z "$restarts" ] || printf '%s\n' 'Restart=on-failure' 'RestartSec=1' 'StartLimitInterval=0'
  } >"$folder/$unit_name.service"
}
