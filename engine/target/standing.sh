# The state of a run is the name of one file in its folder (docs/transactions.md), so that each change of it is one
# rename. Other scripts source this one. EVENKEEL_PROC is for tests, which cannot reboot.
proc=${EVENKEEL_PROC:-/proc}

# Sets state; of an open or expecting run also file, lease_boot and deadline. If a rename comes in between, looks again.
read_standing() { # RUN_FOLDER
  for _ in 1 2 3 4 5; do
    for file in "$1"/open.* "$1"/expecting.* "$1"/committed "$1"/reverting "$1"/reverted "$1"/stuck "$1"/abandoned; do
      [ -e "$file" ] || continue
      state=${file##*/}
      deadline=${state##*.}
      lease_boot=${state#*.}
      lease_boot=${lease_boot%.*}
      state=${state%%.*}
      return 0
    done
  done
  state=nothing
}

# Sets boot_id, boot, and now to the seconds since boot. A container has the boot id of its machine: the start of its
# first process tells its boots apart.
# shellcheck disable=SC2086 # the fields become words
read_clock() {
  read -r boot_id <"$proc/sys/kernel/random/boot_id"
  read -r now _ <"$proc/uptime"
  now=${now%%.*}
  read_stat "$proc/1"
  set -- $fields
  boot=$boot_id
  if [ $# -ge 20 ]; then
    shift 19
    boot=$boot_id+$1
  fi
}

# Sets left to the seconds that remain of the lease that read_standing found; 0 if an earlier boot gave that lease. A run
# of an older release has only the boot id in its name.
read_lease() {
  read_clock
  left=0
  case $lease_boot in "$boot" | "$boot_id") left=$((deadline - now)) ;; esac
  if [ "$left" -lt 0 ] || outlasts_its_grant || is_over_by_the_wall; then left=0; fi
}

# No lease can have more left than it was given: then the uptime has started again, under the same boot id.
outlasts_its_grant() {
  case $state in expecting) read_count "${file%/*}/in-doubt" ;; *) read_count "${file%/*}/lease" ;; esac
  [ -n "$read_count" ] && [ "$left" -gt "$read_count" ]
}

# Only for the coordinator, which must not decide after the other participants have given up: the uptime of a machine
# that is paused stands still, but its wall clock is set again. If that clock is set back, the uptime still counts.
is_over_by_the_wall() {
  [ "$left" -gt 0 ] && [ "$state" = expecting ] || return 1
  read_count "${file%/*}/decides"
  [ -n "$read_count" ] && [ "$(date +%s)" -ge "$read_count" ]
}

# Sets read_count to the number in a file; empty if there is none.
read_count() { # FILE
  read_count=
  { read -r read_count <"$1"; } 2>/dev/null || :
  case $read_count in *[!0-9]*) read_count= ;; esac
}

is_leased() {
  case $state in open | expecting) ;; *) return 1 ;; esac
}

# Gives the run that read_standing found another lease; false if another process changed its state first.
lease() { # RUN_FOLDER open|expecting SECONDS
  read_clock
  leased=$1/$2.$boot.$((now + $3))
  [ "$leased" = "$file" ] || mv "$file" "$leased" 2>/dev/null
}

# Ends an open or expecting run in one rename, also if its lease changes meanwhile; false if the run is neither, or if
# nothing can be renamed.
claim() { # RUN_FOLDER committed|reverting
  while read_standing "$1" && is_leased; do
    if mv "$file" "$1/$2" 2>/dev/null; then return 0; fi
    if cannot_rename; then return 1; fi
  done
  return 1
}

# After a rename that failed: the file is still there, so the file system has become read-only.
cannot_rename() { [ -e "$file" ]; }

# Whether the process in `pid` is a runner of this run.
runner_is_alive() { # RUN_FOLDER
  is_alive "$1/pid" "$1/runner.sh"
}

# Sets number to the place of a run among the runs of this host, which counts them itself: clocks of controllers may be
# wrong. 0 for a run of an older release.
read_number() { # RUN_FOLDER
  read_count "$1/number"
  number=${read_count:-0}
}

# Prints a run as JSON: its number, its state, the seconds left of its lease, its coordinator, why its guard reverted it, its header.
describe_run() { # RUN_FOLDER
  read_standing "$1"
  read_number "$1"
  left=0
  if is_leased; then read_lease; fi
  printf '{"number":%s,"state":"%s","left":%s,"pivot":%s,"guarded":"%s","header":%s}' "$number" "$state" "$left" \
    "$(cat "$1/pivot" 2>/dev/null || echo null)" "$(cat "$1/guarded" 2>/dev/null)" "$(cat "$1/header.json")"
}
