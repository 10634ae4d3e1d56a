# Locks on files that other programs hold.

# Prints the processes that hold a lock on one of these files, by name, so that a person knows what to wait for.
lock_holders() (
  for file; do
    [ -e "$file" ] || continue
    inode=$(stat -c %i "$file")
    while read -r _ _ _ _ pid where _; do
      case $where in *:"$inode") echo "$file is held by process $pid ($(cat "/proc/$pid/comm" 2>/dev/null))" ;; esac
    done </proc/locks
  done
)

# Two minutes are enough for a nightly upgrade to end, and short enough for a person who waits.
wait_for_locks() (
  left=120
  while holders=$(lock_holders "$@") && [ -n "$holders" ]; do
    [ "$left" -gt 0 ] || fail "waited 120 seconds: $holders"
    sleep 1
    left=$((left - 1))
  done
)
