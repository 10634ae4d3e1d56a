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

# Sets boot, and now to the seconds since boot. No other clock counts.
read_clock() {
  read -r boot <"$proc/sys/kernel/random/boot_id"
  read -r now _ <"$proc/uptime"
  now=${now%%.*}
}

# Sets left to the seconds that remain of the lease that read_standing found; 0 if an earlier boot gave that lease.
read_lease() {
  read_clock
  left=0
  if [ "$lease_boot" = "$boot" ] && [ "$deadline" -gt "$now" ]; then left=$((deadline - now)); fi
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

# Whether the process in `pid` is a runner of this run: after a reboot another process may have its number.
runner_is_alive() { # RUN_FOLDER
  grep -q "$1/runner.sh" "/proc/$(cat "$1/pid" 2>/dev/null)/cmdline" 2>/dev/null
}

# Sets number to the place of a run among the runs of this host, which counts them itself: clocks of controllers may be
# wrong. 0 for a run of an older release.
read_number() { # RUN_FOLDER
  number=0
  [ -r "$1/number" ] || return 0
  read -r number <"$1/number" || :
  case $number in '' | *[!0-9]*) number=0 ;; esac
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
