# Directories, and the parents that were made for them.

# read_directory PATH: prints a word, and in the case of a directory its mode, owner and group, one a line.
read_directory() {
  if [ -L "$1" ]; then fail "$1 is a symbolic link to $(readlink "$1"); a directory is needed there"; fi
  if [ ! -e "$1" ]; then
    echo absent
    return
  fi
  [ -d "$1" ] || fail "$1 is not a directory, and a directory is needed there"
  inspect "$1"
  printf '%s\n' directory "$mode" "$owner" "$group"
}

# Prints the missing directories above a path, one a line, the highest first.
missing_above() (
  above=${1%/*}
  if [ -z "$above" ] || [ -d "$above" ]; then exit 0; fi
  missing_above "$above"
  printf '%s\n' "$above"
)

# Prints the path of the record of the parents that were made for a directory.
made_above() {
  printf '%s/directories/%s' "$EVENKEEL_HOME" "$(printf '%s' "$1" | sha256sum | cut -c1-64)"
}

# make_directory PATH MODE OWNER GROUP
make_directory() (
  if [ "$direction" = undo ]; then
    undo_directory "$1"
    exit
  fi
  missing=$(missing_above "$1")
  if [ -n "$missing" ]; then
    made=$(made_above "$1")
    (umask 077 && mkdir -p "${made%/*}" && {
      cat "$made" 2>/dev/null || true
      printf '%s\n' "$missing"
    } | remember "$made")
    printf '%s\n' "$missing" | while IFS= read -r above; do (enter_folder_of "$above" && mkdir -m 0755 "./$base"); done
  fi
  prepare "$1"
  keep_backup
  write_note '' '' ''
  if [ "$was" = absent ] && [ ! -d "./$base" ]; then
    if find_backup directory; then mv -fT "$backup" "./$base"; else mkdir -m 0700 "./$base"; fi
  fi
  enter_directory
  chown "$3:$4" .
  chmod "0$2" . # five digits clear a set-group-ID bit that is not wanted
)

# From inside nobody can swap it for another one.
enter_directory() {
  cd -P "./$base" || exit
  [ "$PWD" = "${here%/}/$base" ] || fail "$path is a symbolic link; a directory is needed there"
}

# remove_directory PATH: only an empty one. It goes to the backups as it is. Then the empty parents go that were made for it.
# shellcheck disable=SC2012 # ls quotes nothing here, and the names are only for the message
remove_directory() (
  made=$(made_above "$1")
  if [ "$direction" = undo ]; then
    if is_noted "$1"; then take_directory_back "$1"; fi
  elif [ -d "$1" ] && [ ! -L "$1" ]; then
    prepare "$1"
    inside=$(ls -A "./$base" | head -n 20 | tr '\n' ' ')
    [ -z "$inside" ] || fail "$1 is not removed, as it is not empty: $inside"
    move_directory_away
  fi
  [ -e "$made" ] || exit 0
  LC_ALL=C sort -ru "$made" | while IFS= read -r above; do
    if [ -d "$above" ]; then rmdir "$above" 2>/dev/null || echo "$above stays, as it is not empty"; fi
  done
  rm -f "$made"
)

# take_directory_back PATH: undoes that a step made it. One that was there when the step came stays, and what others have
# written into a new one is moved aside with it.
take_directory_back() {
  if [ "$was" = directory ]; then
    undo_directory "$1"
    return
  fi
  if [ ! -d "${1%/*}/" ]; then return 0; fi
  prepare "$1"
  if ! is_there "./$base" || rmdir "./$base" 2>/dev/null; then return 0; fi
  name_aside
  move_aside
  tell_aside "$path was written to after this run made it: it is now $aside"
}

# Somebody may have written into it just now: then it goes back at once.
move_directory_away() {
  keep_backup
  was=folder
  kept=$backups/$hash.$tag
  write_note nothing '' ''
  mv -fT "./$base" "$kept" || fail "$path cannot be removed"
  [ -n "$(ls -A "$kept")" ] || return 0
  mv -fT "$kept" "./$base"
  fail "$path is not removed, as somebody has just written into it"
}

# undo_directory PATH: its mode and owner as they were; one that was removed is put back, or made again if a reboot has
# emptied its file system.
undo_directory() {
  is_noted "$1" || return 0
  # Somebody had removed it before the step came.
  if [ "$was" = absent ]; then
    take_directory_back "$1"
    return
  fi
  prepare "$1"
  [ "$was" = directory ] || [ "$was" = folder ] || return 0
  if [ ! -d "./$base" ] || [ -L "./$base" ]; then
    if [ -d "$kept" ]; then mv -fT "$kept" "./$base"; else mkdir -m 0700 "./$base"; fi
  fi
  enter_directory
  # shellcheck disable=SC2086 # the facts are words
  set -- $facts
  chown "$3:$4" .
  chmod "0$2" .
}
