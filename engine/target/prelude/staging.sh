# Files are written elsewhere before they take their place, so that no other user and no crash can spoil them.

# True if only root (or, in a test, the user who runs this) can replace an entry on the way to a folder.
# shellcheck disable=SC2046 # the fields of stat are words
only_root_writes() (
  at=$1
  while :; do
    set -- $(stat -L -c '%u %g %a' "$at") || exit 1
    [ "$1" = 0 ] || [ "$1" = "$(id -u)" ] || exit 1
    case $3 in
      *[2367]) case $3 in [1357]???) ;; *) exit 1 ;; esac ;;
      *[2367]?) case $3 in [1357]???) ;; *) [ "$2" = 0 ] || exit 1 ;; esac ;;
    esac
    [ "$at" != / ] || exit 0
    at=${at%/*}
    at=${at:-/}
  done
)

# Enters the folder of a path, so that nobody can replace it by a link before a later command. Sets folder, base and
# staging, the folder for the candidate: the same one, or the step's own if other users can write on the way.
enter_folder_of() {
  folder=${1%/*}
  folder=${folder:-/}
  base=${1##*/}
  [ -d "$folder" ] || fail "$folder is not a directory, so $1 cannot be made"
  cd -P "$folder" || fail "cannot enter $folder"
  staging=$folder
  if only_root_writes "$folder" && only_root_writes "$(pwd -P)"; then return 0; fi
  [ "$(pwd -P)" = "$folder" ] ||
    fail "others than root can write on the way to $1, and a symbolic link leads from there to $(pwd -P)"
  staging=$EVENKEEL_STEP
  [ "$(stat -c %d .)" = "$(stat -c %d "$staging")" ] ||
    fail "others than root can write to $folder, and it is on another file system than $staging"
}

# remember PATH: writes its input to PATH, for an undo. After a crash all of it is there or nothing: an undo with half of
# a list of what was there before would remove the rest.
remember() {
  cat >"$1.new" && flush "$1.new" && mv -fT "$1.new" "$1" && flush "${1%/*}"
}

# Sets candidate and previous, names that no include pattern such as *.conf or * matches.
name_leftovers() {
  candidate=$staging/.$base.evenkeel
  previous=$staging/.$base.evenkeel-previous
  rm -f "$candidate" "$previous"
}

# SELinux labels follow the place, not the file that was moved there.
relabel() {
  if has restorecon; then restorecon "$1" 2>/dev/null || true; fi
}
