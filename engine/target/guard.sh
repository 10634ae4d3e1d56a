#!/bin/sh
# Takes a run back that its controller no longer speaks for. It belongs to one run and lies in that run's folder.
#
#   guard.sh arm       before the first write: from now on the host helps itself
#   guard.sh watch     waits until the run has ended, or ends it when its lease is over
#   guard.sh boot      after a reboot, before the services of the host start
#   guard.sh settle    once the host is up again: what could not be done so early, and the proof
#   guard.sh disarm    the run has ended
#
# Where systemd is, a unit does `boot`, and `watch` is started again when it dies. Elsewhere `watch` is a mere process.
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

has_systemd() { test -d /run/systemd/system && test "$(id -u)" = 0; }

flush() { sync -f "$1" 2>/dev/null || sync; }

# Not read by systemd before the next boot, so there is no need to tell it: that would take seconds on a busy host.
write_unit() {
  (umask 022 && mkdir -p "$wanted" && cat >"$unit.new") <<UNIT || return
# evenkeel: there while run $name is under way, and gone with it
[Unit]
Description=evenkeel: what becomes of run $name after a reboot
DefaultDependencies=no
After=sysinit.target local-fs.target
Before=basic.target shutdown.target
Conflicts=shutdown.target

[Service]
Type=oneshot
ExecStart=/bin/sh $run/guard.sh boot
TimeoutStartSec=infinity

[Install]
WantedBy=basic.target
UNIT
  mv "$unit.new" "$unit" && ln -sf ../evenkeel-guard.service "$wanted/evenkeel-guard.service" && flush "$units"
}

# start WHAT OPTION…: KillMode, as what it takes back may start something that is to outlive it.
start() {
  what=$1
  shift
  systemd-run --quiet --collect --property=KillMode=process "$@" --unit="evenkeel-$name-$what" sh "$run/guard.sh" "$what"
}

start_watch() { start watch --property=Restart=on-failure --property=RestartSec=1 "$@"; }

arm() {
  if has_systemd; then
    write_unit && start_watch
  else
    setsid sh "$run/guard.sh" watch </dev/null >/dev/null 2>&1 &
  fi
}

disarm() {
  test -e "$unit" && grep -q "run $name is" "$unit" || return 0
  rm -f "$wanted/evenkeel-guard.service" "$unit"
  rmdir "$wanted" 2>/dev/null
  flush "$units"
}

# Whoever follows the run, and the next command, shall know why it went back.
take_back() { # lease|reboot
  echo "$1" >"$run/guarded"
  # After a power cut the last line may be torn.
  printf '\nguarded %s\n' "$1" >>"$run/events"
}

watch() {
  while read_standing "$run"; do
    case $state in
      open | expecting) ;;
      reverting)
        runner_is_alive "$run" || exec sh "$run/runner.sh" revert
        sleep 2
        continue
        ;;
      *) exit 0 ;;
    esac
    read_lease
    if test "$left" -gt 2; then
      sleep 2
    elif test "$left" -gt 0; then
      sleep 1
    elif mv "$file" "$run/reverting" 2>/dev/null; then
      take_back lease
    elif cannot_rename; then
      sleep 2
    fi
  done
}

# Nothing waits here for a unit to start: all of them wait for this one.
boot() {
  read_standing "$run"
  # A pivot that waited anew could decide after the others' time is over.
  if test -e "$run/decides" && test "$state" = expecting; then state=open; fi
  case $state in
    open)
      mv "$file" "$run/reverting" || exit
      take_back reboot
      ;;
    expecting)
      lease "$run" expecting "$(cat "$run/in-doubt")"
      start_watch --no-block
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
  start settle --no-block --property=After=multi-user.target
}

# systemd read the guard's unit at boot, and forgets it only now.
settle() {
  sh "$run/runner.sh" revert
  test -e "$unit" || systemctl daemon-reload
}

case ${1:-} in
  arm) arm ;;
  watch) watch ;;
  boot) boot ;;
  settle) settle ;;
  disarm) disarm ;;
  *) exit 64 ;;
esac
