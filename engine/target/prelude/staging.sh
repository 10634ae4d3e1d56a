# Where a file is written before it takes its place, so that nobody can meddle with it and no crash leaves half of it.

# True where nobody but root (or, in a test, the one who runs this) can replace an entry on the way to a folder.
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

# Goes into the folder of a path, so that no link can be put under a later command. Sets folder, base and staging,
# the folder in which a candidate is written: the same one, or the step's own where others could meddle with it.
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

# Data first, then the name: after a crash there is the old file or the new one, never half of it.
flush() {
  sync "$1" 2>/dev/null || sync
}

# remember PATH: keeps its input for an undo, there. After a crash all of it is there or nothing: an undo that took half
# of what was there before for all of it would take the rest away.
remember() {
  cat >"$1.new" && flush "$1.new" && mv -fT "$1.new" "$1" && flush "${1%/*}"
}

# Names of a candidate and a previous file: no include pattern such as *.conf or * matches them.
name_leftovers() {
  candidate=$staging/.$base.evenkeel
  previous=$staging/.$base.evenkeel-previous
  rm -f "$candidate" "$previous"
}

# SELinux labels follow the place, not the file that was moved there.
relabel() {
  if has restorecon; then restorecon "$1" 2>/dev/null || true; fi
}
