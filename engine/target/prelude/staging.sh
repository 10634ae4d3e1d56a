# The way to a path that is written: nobody else may lead it elsewhere.

# True if only root (or, in a test, the user who runs this) can replace an entry on the way to a folder: neither modes nor
# ACLs let somebody else write.
# shellcheck disable=SC2046 # the fields of stat are words
only_root_writes() (
  at=$1
  set --
  while [ -n "$at" ]; do
    set -- "$@" "$at"
    at=${at%/*}
  done
  owners=$(stat -L -c '%u %a' / "$@") || exit 1
  printf '%s\n' "$owners" | while read -r uid bits; do
    [ "$uid" = 0 ] || [ "$uid" = "$(id -u)" ] || exit 1
    case $bits in
      [1357]???) ;;
      *[2367] | *[2367]?) exit 1 ;;
    esac
  done || exit 1
  # Behind the mode of what has an ACL, ls prints a plus.
  perms=$(LC_ALL=C ls -ldL / "$@")
  ! printf '%s\n' "$perms" | grep -q '^[^ ]*+ ' || ! acls_let_others_write / "$@"
)

# Without getfacl nobody can say whom an ACL lets write. The entries of a sticky folder only its owner replaces.
acls_let_others_write() {
  has getfacl || return 0
  for folder; do
    [ ! -k "$folder" ] || continue
    if getfacl -cpE "$folder" 2>/dev/null | grep -q -e '^user:..*:.w' -e '^group:..*:.w'; then return 0; fi
  done
  return 1
}

# Enters the folder of a path, so that nobody can replace it by a link before a later command. Sets folder and base.
enter_folder_of() {
  folder=${1%/*}
  folder=${folder:-/}
  base=${1##*/}
  [ -d "$folder" ] || fail "$folder is not a directory, so $1 cannot be made"
  cd -P "$folder" || fail "cannot enter $folder"
  [ "$PWD" = "$folder" ] || { only_root_writes "$folder" && only_root_writes "$PWD"; } ||
    fail "others than root can write on the way to $1, and a symbolic link leads from there to $PWD"
}

# remember PATH: writes its input to PATH, for an undo. After a crash all of it is there or nothing: an undo with half of
# a list of what was there before would remove the rest.
remember() {
  cat >"$1.new" && settle "$1"
}

# settle PATH: gives PATH.new its name, for good.
settle() {
  flush "$1.new" && mv -fT "$1.new" "$1" && flush "${1%/*}"
}

# SELinux labels follow the place, not the file that was moved there.
relabel() {
  if has restorecon; then restorecon "$1" 2>/dev/null || true; fi
}
