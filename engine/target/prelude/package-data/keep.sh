# What a removal of packages deletes besides their own files: changed configuration, state directories, accounts.
# dpkg removes in two steps. After the first, the services have stopped and their data is as they left it: hard links of
# all that the second might delete are kept then, and afterwards those that are still in place are dropped.

# begin_data RECORD ASIDE PACKAGE…: before the first step. Refuses what could not be moved aside.
begin_data() (
  umask 077
  record=$1
  aside=$2
  shift 2
  if [ -e "$aside/roots" ]; then exit 0; fi
  mkdir -p "$record" "$aside/before"
  list_roots "$record" "$@" >"$record/roots"
  while IFS= read -r root; do
    if holds_mount "$root"; then
      fail "$root is a file system of its own, or holds one, and a removal of $* may delete what is in it: unmount it first"
    fi
  done <"$record/roots"
  for file in passwd shadow group subuid subgid; do cat "/etc/$file" >"$aside/before/$file" 2>/dev/null || true; done
  md5s_of "$record" "$@" | LC_ALL=C sort -u >"$aside/md5s"
  # The first step may delete these, or change their modes.
  changed_files "$@" | only_data | while IFS= read -r path; do copy_data "$path" "$aside"; done
  begin_aside "$aside"
  remember "$aside/roots" <"$record/roots"
)

# keep_data ASIDE: between the two steps. What is left of an earlier try is older than what is in place.
keep_data() (
  if [ ! -e "$1/roots" ]; then exit 0; fi
  while IFS= read -r root; do
    if [ -d "$root" ] && [ ! -L "$root" ]; then link_data "$root" "$1"; fi
  done <"$1/roots"
)

# link_data PATH ASIDE: keeps what is at a path. Where there can be no hard link, a copy.
link_data() (
  umask 077
  place=$(place_for "$1" "$2")
  if cp -al "$1" "$place" 2>/dev/null; then exit 0; fi
  copy_data "$1" "$2"
)

copy_data() (
  umask 077
  place=$(place_for "$1" "$2")
  cp -a "$1" "$place" || {
    rm -rf "$place"
    fail "cannot keep what is in $1, so nothing of it is removed"
  }
)

# place_for PATH ASIDE: prints where it is kept, and clears that place.
place_for() (
  store=$(store_for "$1" "$2")
  make_way "$store/files" "${1%/*}"
  rm -rf "$store/files$1"
  printf '%s' "$store/files$1"
)

# make_way BASE PATH: the same folders below BASE, for what lies in them.
make_way() (
  if [ -d "$1$2" ]; then exit 0; fi
  [ -z "$2" ] || make_way "$1" "${2%/*}"
  mkdir "$1$2"
  if [ -n "$2" ]; then chown --reference="$2" "$1$2" && chmod --reference="$2" "$1$2"; fi
)

# end_data ASIDE: after the last step. Drops what is still in place, and names what is gone and had changed.
end_data() (
  if [ ! -e "$1/roots" ]; then exit 0; fi
  { printf '%s\n' "$1" && stores_of "$1"; } | while IFS= read -r store; do
    if [ ! -d "$store/files" ]; then continue; fi
    drop_in_place "$store/files"
    changed_in "$store/files" "$1/md5s" <"$1/roots" | while read -r size root; do
      note_aside "$1" "$size" "$root" "$store/files$root"
    done
  done
  keep_lost_accounts "$1"
  : >"$1/ended"
)

# shellcheck disable=SC2016 # the inner shell expands it
drop_in_place() {
  find "$1" ! -type d -exec sh -c '
    base=$1
    shift
    for kept; do
      there=${kept#"$base"}
      if [ -L "$there" ]; then
        if [ -L "$kept" ] && [ "$(readlink "$there")" = "$(readlink "$kept")" ]; then rm -f "$kept"; fi
      elif [ -e "$there" ] && { [ "$kept" -ef "$there" ] || cmp -s "$kept" "$there"; }; then
        rm -f "$kept"
      fi
    done' drop "$1" {} +
  find "$1" -depth -type d -exec sh -c '
    base=$1
    shift
    for kept; do
      if [ -d "${kept#"$base"}" ] || [ "$kept" = "$base" ]; then rmdir "$kept" 2>/dev/null || true; fi
    done' drop "$1" {} +
}

# The accounts and groups that the scripts of packages removed.
keep_lost_accounts() (
  umask 077
  while IFS=: read -r account _; do
    if [ -z "$(line_of "$account" /etc/passwd)" ]; then keep_account "$account" "$1/before" "$1/accounts/$account"; fi
  done <"$1/before/passwd"
  while IFS= read -r line; do
    if [ -z "$(line_of "${line%%:*}" /etc/group)" ]; then printf '%s\n' "$line"; fi
  done <"$1/before/group" | remember "$1/groups"
)
