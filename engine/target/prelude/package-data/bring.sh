# Brings back what a removal of packages has kept.

# bring_data ASIDE: before the packages are installed again, so that their services start with it.
bring_data() (
  release_mounts "$1"
  if [ ! -e "$1/roots" ]; then exit 0; fi
  # The removal may have ended before it came to that. Later, accounts are gone because others removed them.
  if [ ! -e "$1/ended" ]; then keep_lost_accounts "$1"; fi
  if [ -s "$1/groups" ]; then
    while IFS=: read -r group _ gid _; do
      getent group "$group" >/dev/null || groupadd -g "$gid" "$group"
    done <"$1/groups"
  fi
  for kept in "$1/accounts"/*; do
    if [ -d "$kept" ]; then put_account "${kept##*/}" "$kept"; fi
  done
  { printf '%s\n' "$1" && stores_of "$1"; } | while IFS= read -r store; do
    if [ -d "$store/files" ]; then put_missing "$store/files" ''; fi
  done
)

# put_missing KEPT PATH: moves what is not there back to its place, and goes into folders that are there. Where a removal
# ended before it deleted a file, it may have changed its mode.
# shellcheck disable=SC3013 # dash, busybox sh and bash all have -ef
put_missing() (
  for kept in "$1"/* "$1"/.[!.]* "$1"/..?*; do
    if [ ! -e "$kept" ] && [ ! -L "$kept" ]; then continue; fi
    there=$2/${kept##*/}
    if [ ! -e "$there" ] && [ ! -L "$there" ]; then
      mv -T "$kept" "$there"
    elif [ -d "$there" ] && [ ! -L "$there" ] && [ -d "$kept" ] && [ ! -L "$kept" ]; then
      put_missing "$kept" "$there"
    elif [ "$kept" -ef "$there" ] || is_same_link "$kept" "$there"; then
      rm -f "$kept"
    elif [ ! -d "$there" ] && is_mount_point "$there"; then
      # put_mount has put it below.
      rm -f "$kept"
    elif [ -f "$kept" ] && [ -f "$there" ] && cmp -s "$kept" "$there"; then
      mv -fT "$kept" "$there"
    else
      fail "$there is there already, so what was kept of it stays in $kept"
    fi
  done
)

is_same_link() {
  [ -L "$1" ] && [ -L "$2" ] && [ "$(readlink "$1")" = "$(readlink "$2")" ]
}
