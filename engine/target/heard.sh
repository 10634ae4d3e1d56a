# Before a run's first write nothing but the lock of a host says whether its controller is alive: the lock holds when
# the host last heard of it. Functions for scripts that come after standing.sh.

# Notes that the controller is alive now, and the seconds of silence after which it counts as gone.
hear() { # HOME SECONDS
  read_clock
  printf '%s %s %s\n' "$boot" "$now" "$2" >"$1/lock/heard.new" && mv "$1/lock/heard.new" "$1/lock/heard"
}

# Sets heard to the seconds since then and those after which the controller counts as gone, such as `840 60`; `restart 60`
# if the host was restarted since. Empty for a lock of an older release.
read_heard() { # HOME
  heard=
  [ -r "$1/lock/heard" ] || return 0
  read -r heard_boot heard_at silence <"$1/lock/heard" || return 0
  case $heard_at:$silence in :* | *: | *[!0-9:]*) return 0 ;; esac
  read_clock
  case $heard_boot in
    "$boot" | "$boot_id") heard="$((now - heard_at)) $silence" ;;
    *) heard="restart $silence" ;;
  esac
}
