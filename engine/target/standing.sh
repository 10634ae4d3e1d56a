# How a run stands is the name of one file in its folder (docs/transactions.md), so that every change of it is one
# rename. Meant to be sourced. The variable is for tests, which cannot reboot.
proc=${EVENKEEL_PROC:-/proc}

# Sets state; of an open or expecting run also file, lease_boot and deadline. A rename may come in between: look again.
read_standing() { # RUN_FOLDER
  for again in 1 2 3 4 5; do
    for file in "$1"/open.* "$1"/expecting.* "$1"/committed "$1"/reverting "$1"/reverted "$1"/stuck "$1"/abandoned; do
      test -e "$file" || continue
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

# Sets boot, and now to the seconds of this boot: no other clock counts.
read_clock() {
  read -r boot <"$proc/sys/kernel/random/boot_id"
  read -r now _ <"$proc/uptime"
  now=${now%%.*}
}

# Sets left to the seconds of the lease that read_standing found. Nothing is left of one that an earlier boot gave.
read_lease() {
  read_clock
  left=0
  if test "$lease_boot" = "$boot" && test "$deadline" -gt "$now"; then left=$((deadline - now)); fi
}

is_leased() {
  case $state in open | expecting) ;; *) return 1 ;; esac
}

# Gives the run that read_standing found another lease; false where somebody was faster.
lease() { # RUN_FOLDER open|expecting SECONDS
  read_clock
  leased=$1/$2.$boot.$((now + $3))
  test "$leased" = "$file" || mv "$file" "$leased" 2>/dev/null
}

# Ends an open or expecting run in one rename, also where its lease changes meanwhile; false where it is neither, or
# where nothing can be renamed.
claim() { # RUN_FOLDER committed|reverting
  while read_standing "$1" && is_leased; do
    if mv "$file" "$1/$2" 2>/dev/null; then return 0; fi
    if cannot_rename; then return 1; fi
  done
  return 1
}

# Nobody was faster: the file system has become read-only.
cannot_rename() { test -e "$file"; }

# Whether a runner of this run goes on under the number in `pid`, which after a reboot may be anybody's.
runner_is_alive() { # RUN_FOLDER
  grep -q "$1/runner.sh" "/proc/$(cat "$1/pid" 2>/dev/null)/cmdline" 2>/dev/null
}

# A run as JSON: how it stands, the seconds that are left of its lease, who decides, why its guard took it back, what
# it is.
describe_run() { # RUN_FOLDER
  read_standing "$1"
  left=0
  if is_leased; then read_lease; fi
  printf '{"state":"%s","left":%s,"pivot":%s,"guarded":"%s","header":%s}' "$state" "$left" \
    "$(cat "$1/pivot" 2>/dev/null || echo null)" "$(cat "$1/guarded" 2>/dev/null)" "$(cat "$1/header.json")"
}
