# Directories, and the parents that were made for them.

read_directory() {
  if [ -L "$1" ]; then fail "$1 is a symbolic link to $(readlink "$1"); a directory is needed there"; fi
  if [ ! -e "$1" ]; then
    echo absent
    return
  fi
  [ -d "$1" ] || fail "$1 is not a directory, and a directory is needed there"
  inspect "$1"
  echo "directory $mode $owner $group"
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
  missing=$(missing_above "$1")
  if [ -n "$missing" ]; then
    made=$(made_above "$1")
    (umask 077 && mkdir -p "${made%/*}" && {
      cat "$made" 2>/dev/null || true
      printf '%s\n' "$missing"
    } | remember "$made")
    printf '%s\n' "$missing" | while read -r above; do (enter_folder_of "$above" && mkdir -m 0755 "./$base"); done
  fi
  enter_folder_of "$1"
  [ -d "./$base" ] || mkdir -m 0700 "./$base"
  parent=$(pwd -P)
  cd -P "./$base" || exit
  [ "$(pwd -P)" = "${parent%/}/$base" ] || fail "$1 is a symbolic link; a directory is needed there"
  chown "$3:$4" .
  chmod "0$2" . # five digits clear a set-group-ID bit that is not wanted
)

# Removes an empty directory, and the empty parents that were made for it.
# shellcheck disable=SC2012 # ls quotes nothing here, and the names are only for the message
remove_directory() (
  made=$(made_above "$1")
  if [ -d "$1" ] && [ ! -L "$1" ]; then
    enter_folder_of "$1"
    rmdir "./$base" 2>/dev/null ||
      fail "$1 is not removed, as it is not empty: $(ls -A "./$base" | head -n 20 | tr '\n' ' ')"
  fi
  [ -e "$made" ] || exit 0
  LC_ALL=C sort -ru "$made" | while read -r above; do
    if [ -d "$above" ]; then rmdir "$above" 2>/dev/null || echo "$above stays, as it is not empty"; fi
  done
  rm -f "$made"
)
