# Services, by systemd. at-boot.sh describes what happens to them at boot.

runs_systemd() { [ -d /run/systemd/system ]; }

# unit_property UNIT NAME
unit_property() (
  property=$(systemctl show -p "$2" "$1")
  printf '%s\n' "${property#"$2="}"
)

# show_unit UNIT: sets unit, its own name if this is an alias, loaded, enabled, active and outdated. In one call, as each
# takes a tenth of a second.
show_unit() {
  unit=$1 loaded='' enabled='' active='' outdated=''
  properties=$(systemctl show -p Id -p LoadState -p UnitFileState -p ActiveState -p NeedDaemonReload "$1")
  for property in $properties; do
    case $property in
      Id=*) unit=${property#*=} ;;
      LoadState=*) loaded=${property#*=} ;;
      UnitFileState=*) enabled=${property#*=} ;;
      ActiveState=*) active=${property#*=} ;;
      NeedDaemonReload=*) outdated=${property#*=} ;;
    esac
  done
}

# reread_unit UNIT: as show_unit, after systemd has read changed files of the unit. To read all units again takes seconds
# on a busy host.
reread_unit() {
  show_unit "$1"
  if [ "$outdated" != no ]; then
    systemctl daemon-reload
    show_unit "$1"
  fi
}

# systemd sees a new, removed or masked unit only after it has read its units again; until then, scripts of packages
# that stop the unit fail.
reread_units_for() { # PATH
  case $1 in
    /etc/systemd/system/*) if runs_systemd; then systemctl daemon-reload; else return 0; fi ;;
    *) return 0 ;;
  esac
  case ${1#/etc/systemd/system/} in */*) ;; *) if [ ! -e "$1" ]; then forget_gone_unit "${1##*/}"; fi ;; esac
}

# A unit that failed stays listed after its file is gone, and systemd calls the host degraded.
forget_gone_unit() {
  [ "$(unit_property "$1" LoadState)" != not-found ] || systemctl -q reset-failed "$1" 2>/dev/null || true
}

# Prints LOADED ENABLED ACTIVE, such as `loaded enabled active`, and the links that enable the unit; absent if there is no
# such unit. A failed unit is as stopped as an inactive one.
read_service() {
  runs_systemd || fail 'services need systemd, and this host does not run it'
  show_unit "$1"
  if [ "$active" = failed ]; then active=inactive; fi
  # A unit that systemd makes of an init script is `generated`; its links decide whether it starts at boot.
  if [ "$enabled" = generated ] && [ -e "$(init_folder)/init.d/${1%.service}" ]; then
    enabled=$(systemctl is-enabled "$1" 2>/dev/null) || true
  fi
  case $loaded in
    not-found) echo absent ;;
    masked) fail "$1 is masked: somebody does not want it to run; systemctl unmask $1 allows it again" ;;
    loaded)
      echo "loaded ${enabled:-static} $active"
      echo 'links:'
      read_unit_links "$1"
      read_rc_links "$1"
      ;;
    *) fail "systemd cannot load $1 ($loaded): $(systemctl status --no-pager -n 0 "$1" 2>&1)" ;;
  esac
  read_missing "stopped/$1"
}

# set_service UNIT enable|disable|- start|stop|- [back | links PATH TARGET… | all-links PATH TARGET…]: the unit comes back to
# how it was read: with these links and no others, and with the units that stopped with it. `links` has none of an init
# script, as earlier releases did not read them.
set_service() (
  how=${4:-}
  case $how in links | all-links) restore_unit_links "$@" ;; esac
  reread_unit "$1"
  if [ "$loaded" = not-found ]; then
    case "$2 $3" in enable* | *start) fail "there is no unit $1" ;; esac
    forget_gone_unit "$1"
    exit 0
  fi
  case $2:$how in
    -:* | *:all-links) ;;
    *:links)
      # The links of an init script are not those of its unit.
      if [ "$enabled" = generated ]; then switch_unit "$2" "$unit"; fi
      ;;
    *) switch_unit "$2" "$unit" ;;
  esac
  case $3 in
    start)
      start_unit "$unit"
      if [ -n "$how" ]; then start_missing "$1"; fi
      ;;
    stop)
      stopping_with "$unit" | record_missing "stopped/$1"
      stop_unit "$unit"
      ;;
  esac
)

# switch_unit enable|disable UNIT: where there is an init script of its name, update-rc.d lets systemd read all units
# again up to three times. Once is enough.
switch_unit() {
  if [ -e "$(init_folder)/init.d/${2%.service}" ]; then
    SYSTEMD_OFFLINE=1 SYSTEMD_LOG_LEVEL=warning systemctl -q "$1" "$2"
    systemctl daemon-reload
  else
    systemctl -q "$1" "$2"
  fi
}

# A unit that has failed is stopped already; then it is not listed as failed any more.
stop_unit() {
  systemctl stop "$1"
  [ "$(unit_property "$1" ActiveState)" != failed ] || systemctl -q reset-failed "$1"
}

# Prints the running units that systemd stops with a unit.
# shellcheck disable=SC2086 # names of units are words
stopping_with() (
  known=" $1 "
  next=$1
  while [ -n "$next" ]; do
    found=''
    for unit in $(systemctl show -p RequiredBy -p RequisiteOf -p BoundBy -p ConsistsOf -p PropagatesStopTo $next | sed -n 's/^[A-Za-z]*=//p'); do
      case $known in *" $unit "*) continue ;; esac
      known="$known$unit "
      if [ "$(unit_property "$unit" ActiveState)" = active ]; then
        printf '%s\n' "$unit"
        found="$found $unit"
      fi
    done
    next=${found# }
  done
)

# start_missing UNIT: the units that stopped with it.
start_missing() {
  list_missing "stopped/$1" | while IFS= read -r other; do
    if [ "$(unit_property "$other" ActiveState)" = active ] || systemctl start "$other"; then continue; fi
    printf '%s\n' "$other"
  done | still_missing "stopped/$1" ||
    fail "these ran before $1 was stopped, and do not start: $(list_missing "stopped/$1.missing" | tr '\n' ' ')"
}

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
  case $loaded in not-found | masked) exit 0 ;; esac
  case $active in inactive | deactivating) exit 0 ;; esac
  leave_at_boot "$1 runs already, and reloads the restored files"
  case $active in
    failed)
      systemctl reset-failed "$1"
      systemctl start "$1" || fail_with_log "$1"
      ;;
    *)
      how=$2
      if [ $# -gt 2 ] && (cd / && umask 022 && sh -c "$3") </dev/null >&2; then how=restart; fi
      systemctl "$how" "$1" || fail_with_log "$1"
      ;;
  esac
  unit_must_run "$1"
)
