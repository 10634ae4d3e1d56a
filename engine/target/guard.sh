# Reverts a run whose lease is over, or that a reboot cut off. It belongs to one run and lies in that run's folder.
#
#   guard.sh arm       before the first write: from now on the host needs no controller to revert
#   guard.sh watch     waits until the run has ended, or reverts it when its lease is over
#   guard.sh boot      after a reboot, before the services of the host start
#   guard.sh settle    when the host is up again: the steps that could not be undone so early, and the proof
#   guard.sh disarm    the run has ended
#
# With systemd, a unit runs `boot`, and `watch` and `settle` are restarted if they die, without an end. Without, `watch` is
# a plain process, which another one restarts.
set -u
umask 077
LC_ALL=C
export LC_ALL
run=$(cd "$(dirname "$0")" && pwd) || exit 70
name=${run##*/}
units=${EVENKEEL_UNITS:-/etc/systemd/system}
unit=$units/evenkeel-guard.service
wanted=$units/basic.target.wants
. "$run/standing.sh"

# systemd reads the unit at the next boot. A daemon-reload now would take seconds on a busy host.
write_unit() {
  (umask 022 && mkdir -p "$wanted" && cat >"$unit.new") <<UNIT || return
# evenkeel: there while run $name is under way, and gone with it
[Unit]
Description=evenkeel: what becomes of run $name after a reboot
DefaultDependencies=no
After=sysinit.target local-fs.target
Before=basic.target shutdown.target
Conflicts=shutdown.target
RequiresMountsFor=$run

[Service]
Type=oneshot
ExecStart=/bin/sh $run/guard.sh boot
TimeoutStartSec=infinity
Delegate=yes

[Install]
WantedBy=basic.target
UNIT
  mv "$unit.new" "$unit" &&
    ln -sf ../evenkeel-guard.service "$wanted/evenkeel-guard.service" &&
    flush_file_system "$units"
}

start() { # watch|settle [AFTER]
  start_transient "evenkeel-$name-$1" yes "${2:-}" sh "$run/guard.sh" "$1"
}

arm() {
  if has_systemd; then
    write_unit && start watch
  else
    # shellcheck disable=SC2016 # this shell expands nothing of it
    setsid sh -c 'while [ -e "$1" ] && ! sh "$1" watch; do sleep 1; done' evenkeel "$run/guard.sh" \
      </dev/null >/dev/null 2>&1 &
  fi
}

disarm() {
  grep -qs "run $name is" "$unit" || return 0
  rm -f "$wanted/evenkeel-guard.service" "$unit"
  rmdir "$wanted" 2>/dev/null
  flush_file_system "$units"
}

# Writes why the run is reverted, for the controller that follows it and for the next command.
write_reason() { # lease|reboot
  echo "$1" >"$run/guarded"
  # After a power cut the last line may be incomplete.
  printf '\nguarded %s\n' "$1" >>"$run/events"
}

watch() {
  while read_standing "$run"; do
    case $state in
      open | expecting) ;;
      reverting)
        # It may end before it is done, and another one may be at it.
        runner_is_alive "$run" || sh "$run/runner.sh" revert
        read_standing "$run"
        [ "$state" != reverting ] || sleep 2
        continue
        ;;
      *) exit 0 ;;
    esac
    read_lease
    if [ "$left" -gt 2 ]; then
      sleep 2
    elif [ "$left" -gt 0 ]; then
      sleep 1
    elif mv "$file" "$run/reverting" 2>/dev/null; then
      write_reason lease
    elif cannot_rename; then
      sleep 2
    fi
  done
}

# Waits for no unit to start: all of them wait for this one.
boot() {
  read_standing "$run"
  # A coordinator that waited anew could decide after the other participants' time is over.
  if [ -e "$run/decides" ] && [ "$state" = expecting ]; then state=open; fi
  case $state in
    open)
      mv "$file" "$run/reverting" || exit
      write_reason reboot
      ;;
    expecting)
      lease "$run" expecting "$(cat "$run/in-doubt")"
      start watch local-fs.target
      exit
      ;;
    reverting) ;;
    committed)
      exec sh "$run/runner.sh" commit
      ;;
    *)
      disarm
      exit
      ;;
  esac
  EVENKEEL_AT_BOOT=yes sh "$run/runner.sh" revert
  start settle multi-user.target
}

# systemd read the guard's unit at boot, and forgets it only by a reload. A file system may come later than the host.
settle() {
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    sh "$run/runner.sh" revert
    read_standing "$run"
    if [ "$state" != stuck ] || [ ! -e "$run/unmounted" ]; then break; fi
    sleep 30
  done
  [ -e "$unit" ] || systemctl daemon-reload
  [ "$state" != reverting ]
}

case ${1:-} in
  arm) arm ;;
  watch) watch ;;
  boot) boot ;;
  settle) settle ;;
  disarm) disarm ;;
  *) exit 64 ;;
esac
