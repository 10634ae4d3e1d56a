# Services, by systemd. at-boot.sh describes what happens to them at boot.

unit_property() {
  systemctl show -p "$2" "$1" | sed -n "s/^$2=//p"
}

# To read all units again takes seconds on a busy host: only if this unit's files have changed.
reread_unit() {
  [ "$(unit_property "$1" NeedDaemonReload)" = no ] || systemctl daemon-reload
}

# systemd sees a new, removed or masked unit only after it has read its units again; until then, scripts of packages
# that stop the unit fail.
reread_units_for() { # PATH
  case $1 in
    /etc/systemd/system/*) if [ -d /run/systemd/system ]; then systemctl daemon-reload; fi ;;
  esac
}

# Prints LOADED ENABLED ACTIVE, such as `loaded enabled active`; absent if there is no such unit.
read_service() {
  [ -d /run/systemd/system ] || fail 'services need systemd, and this host does not run it'
  loaded='' enabled='' active=''
  for property in $(systemctl show -p LoadState -p UnitFileState -p ActiveState "$1"); do
    case $property in
      LoadState=*) loaded=${property#*=} ;;
      UnitFileState=*) enabled=${property#*=} ;;
      ActiveState=*) active=${property#*=} ;;
    esac
  done
  # A unit that systemd makes of an init script is `generated`; its links decide whether it starts at boot.
  if [ "$enabled" = generated ] && [ -e "/etc/init.d/${1%.service}" ]; then
    enabled=$(systemctl is-enabled "$1" 2>/dev/null) || true
  fi
  case $loaded in
    not-found) echo absent ;;
    masked) fail "$1 is masked: somebody does not want it to run; systemctl unmask $1 allows it again" ;;
    loaded) echo "loaded ${enabled:-static} $active" ;;
    *) fail "systemd cannot load $1 ($loaded): $(systemctl status --no-pager -n 0 "$1" 2>&1)" ;;
  esac
}

# set_service UNIT enable|disable|- start|stop|-
set_service() (
  reread_unit "$1"
  loaded=$(unit_property "$1" LoadState)
  if [ "$loaded" = not-found ]; then
    case "$2 $3" in enable* | *start) fail "there is no unit $1" ;; esac
    exit 0
  fi
  unit=$(unit_property "$1" Id)
  if [ "$2" != - ]; then systemctl -q "$2" "$unit"; fi
  case $3 in
    start) start_unit "$unit" ;;
    stop) systemctl stop "$unit" ;;
  esac
)

start_unit() {
  if at_boot; then
    [ "$(unit_property "$1" ActiveState)" != active ] || return 0
    systemctl --no-block start "$1"
    fail "$1 is started once this host is up"
  fi
  systemctl start "$1" || fail_with_log "$1"
  unit_must_run "$1"
}

# A start or a reload that succeeded is no proof: some services end a moment later.
unit_must_run() (
  left=10
  while [ "$left" -gt 0 ]; do
    case $(unit_property "$1" ActiveState) in
      active) break ;;
      failed | inactive) fail_with_log "$1" ;;
    esac
    sleep 1
    left=$((left - 1))
  done
  sleep 1
  [ "$(unit_property "$1" ActiveState)" = active ] || fail_with_log "$1"
)

# Fails with the last lines that the service itself logged.
fail_with_log() { # UNIT
  echo "$1 is $(unit_property "$1" ActiveState) ($(unit_property "$1" Result)); its last lines:" >&2
  journalctl -u "$1" -n 20 --no-pager -o cat >&2 2>/dev/null || systemctl status --no-pager "$1" >&2 || true
  exit 1
}

# trigger_service UNIT reload-or-restart|restart [CONDITION]: a failed service is started again, an inactive one stays so.
# Restarts instead of reloading if the command CONDITION succeeds.
trigger_service() (
  reread_unit "$1"
  case $(unit_property "$1" LoadState) in not-found | masked) exit 0 ;; esac
  active=$(unit_property "$1" ActiveState)
  case $active in inactive | deactivating) exit 0 ;; esac
  leave_at_boot "$1 runs already, and reloads the restored files"
  case $active in
    failed)
      systemctl reset-failed "$1"
      systemctl start "$1" || fail_with_log "$1"
      ;;
    *)
      how=$2
      if [ $# -gt 2 ] && (cd / && sh -c "$3") </dev/null >&2; then how=restart; fi
      systemctl "$how" "$1" || fail_with_log "$1"
      ;;
  esac
  unit_must_run "$1"
)
