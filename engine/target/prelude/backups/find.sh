# Finds the backup that an earlier run has left of a path.

# find_backup DIGEST: sets backup to one of this path with that content: of the run that is rolled back, else the oldest.
find_backup() {
  backup=
  of=$(sed -n 's/.*"rollbackOf":"\([^"]*\)".*/\1/p' "${EVENKEEL_RUN:-/nowhere}/header.json" 2>/dev/null)
  of=${of:-none at all}
  for among in "$hash.$1.$of." "$hash.$of." "$hash.$1." "$hash."; do
    for backup in "$backups/$among"* "$home_backups/$among"*; do
      is_there "$backup" || continue
      if [ "$backup" != "${kept:-}" ] && set_content "$backup" && [ "$called" = "$1" ]; then return 0; fi
    done
  done
  backup=
  return 1
}
