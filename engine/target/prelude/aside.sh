# What a step takes away with an account or a package, and what others may have written: it is moved aside, never deleted.
#
# $EVENKEEL_HOME/aside/RUN/THING holds what RUN took away with a thing, such as `user-app`: an undo, and a rollback of
# RUN, bring it back from there. `index` of aside/RUN names what had changed since it was brought, `KILOBYTES PATH PLACE`
# a line: prune.sh leaves that for a person to delete.
#
# What is on another file system is kept in `.evenkeel/aside.kept` of its mount point, and `stores` names it.

# Sets run_name to the name of the run whose step this is.
name_run() {
  run_name=${EVENKEEL_RUN:-$EVENKEEL_STEP}
  run_name=${run_name##*/}
}

# Prints the run that this one rolls back, if it is a rollback.
run_rolled_back() {
  sed -n 's/.*"rollbackOf":"\([^"/]*\)".*/\1/p' "${EVENKEEL_RUN:-$EVENKEEL_STEP}/header.json" 2>/dev/null || true
}

# aside_folder THING: prints where this run keeps it. If this run has brought it back from the folder of an earlier one,
# its undo takes it there again.
aside_folder() (
  name_run
  own=$EVENKEEL_HOME/aside/$run_name
  from=
  if [ -e "$own/$1.from" ]; then read -r from <"$own/$1.from" || true; fi
  printf '%s' "${from:-$own/$1}"
)

# kept_aside THING: prints the folder in which this run, or the run that it rolls back, keeps it, if there is one.
kept_aside() (
  own=$(aside_folder "$1")
  earlier=$(run_rolled_back)
  for folder in "$own" "${earlier:+$EVENKEEL_HOME/aside/$earlier/$1}"; do
    if [ -n "$folder" ] && [ -e "$folder/kept" ]; then
      printf '%s' "$folder"
      exit 0
    fi
  done
)

# begin_aside FOLDER: from now on an undo looks there.
begin_aside() (
  umask 077
  mkdir -p "$1"
  : >"$1/kept"
  flush "$1"
)

# began_from FOLDER THING: before something is brought back from there.
began_from() (
  name_run
  own=$EVENKEEL_HOME/aside/$run_name
  if [ "$1" = "$own/$2" ]; then exit 0; fi
  umask 077
  mkdir -p "$own"
  printf '%s\n' "$1" | remember "$own/$2.from"
)

# end_aside FOLDER: everything is back. Takes its lines out of the index.
end_aside() (
  umask 077
  index=${1%/*}/index
  if [ -e "$index" ]; then
    { grep -vF " $1/" "$index" || true; } | remember "$index"
    if [ ! -s "$index" ]; then rm -f "$index"; fi
  fi
  stores_of "$1" | while IFS= read -r store; do rm -rf "$store"; done
  rm -rf "$1"
  rmdir "${1%/*}" 2>/dev/null || true
)

# note_aside FOLDER KILOBYTES PATH PLACE: names what had changed, in the index and to the controller.
note_aside() (
  umask 077
  index=${1%/*}/index
  line="$2 $(one_line "$3") $(one_line "$4")"
  if grep -qxF "$line" "$index" 2>/dev/null; then exit 0; fi
  {
    cat "$index" 2>/dev/null || true
    printf '%s\n' "$line"
  } | remember "$index"
  tell_kept "$(one_line "$3") ($2 KB) had changed, and is kept in $(one_line "$4")"
)

# tell_kept SENTENCE: to the controller that follows, which reports it.
tell_kept() {
  if [ -n "${EVENKEEL_RUN:-}" ]; then printf 'kept %s\n' "$1" >>"$EVENKEEL_RUN/events"; fi
}

# A path as one word of one line.
one_line() {
  printf '%s' "$1" | tr -c '!-~' '?'
}

# store_for PATH FOLDER: prints, and makes, a root-only folder on the file system of PATH: FOLDER, or one below the mount
# point. FOLDER/stores lists the others.
store_for() (
  umask 077
  [ -d "$2" ] || mkdir -p "$2"
  read_mounts
  find_mount_behind "$2"
  own=$mount
  find_mount_of_parent "$1"
  point=$mount
  if [ "$point" = "$own" ]; then
    printf '%s' "$2"
    exit 0
  fi
  top=${point%/}/.evenkeel
  if [ ! -e "$top" ] && [ ! -L "$top" ]; then
    mkdir -m 0700 "$top" || exit
    grep -qxF "$top" "$EVENKEEL_HOME/backup-folders" 2>/dev/null || printf '%s\n' "$top" >>"$EVENKEEL_HOME/backup-folders"
  fi
  if [ -L "$top" ] || [ ! -O "$top" ] || [ "$(stat -c %a "$top")" != 700 ]; then
    fail "$top is not a folder that only root can enter, so nothing can be kept there"
  fi
  store=$top/aside.kept/${2#"$EVENKEEL_HOME/aside/"}
  mkdir -p "$store"
  if ! grep -qxF "$store" "$2/stores" 2>/dev/null; then
    {
      cat "$2/stores" 2>/dev/null || true
      printf '%s\n' "$store"
    } | remember "$2/stores"
  fi
  printf '%s' "$store"
)

# aside_root PATH: prints the folder below which it would be kept.
aside_root() (
  home=${EVENKEEL_HOME:-/var/lib/evenkeel}
  read_mounts
  if [ -d "$home" ]; then find_mount_behind "$home"; else find_mount /; fi
  own=$mount
  find_mount_of_parent "$1"
  if [ "$mount" = "$own" ]; then
    printf '%s' "$home/aside"
  else
    printf '%s' "${mount%/}/.evenkeel/aside.kept"
  fi
)

# find_mount_behind FOLDER, and find_mount_of_parent PATH, after read_mounts: set mount as find_mount does, for folders
# that links may lead to. They leave the shell in that folder.
find_mount_behind() {
  cd -P "$1" || exit
  find_mount "$PWD"
}
find_mount_of_parent() {
  set -- "${1%/*}"
  find_mount_behind "${1:-/}"
}

# Prints the folders on other file systems, one a line.
stores_of() {
  cat "$1/stores" 2>/dev/null || true
}

# kilobytes_of PATH…: of files and folders, without other file systems.
kilobytes_of() {
  du -skx "$@" 2>/dev/null | while read -r size _; do echo "$size"; done | add_lines
}

# The sum of numbers, one a line.
add_lines() {
  total=0
  while read -r one; do total=$((total + one)); done
  echo "$total"
}
