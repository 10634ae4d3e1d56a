# What a removal of packages deletes besides their own files: changed configuration, state directories, accounts.
# dpkg removes in two steps. After the first, the services have stopped and their data is as they left it: hard links of
# all that the second might delete are kept then, and afterwards those that are still in place are dropped.

# begin_data RECORD ASIDE PACKAGE…: before the first step. Refuses what can neither be moved aside nor stay.
begin_data() (
  umask 077
  record=$1
  aside=$2
  shift 2
  if [ -e "$aside/roots" ]; then exit 0; fi
  mkdir -p "$record" "$aside/before"
  list_roots "$record" "$@" >"$record/roots"
  points_among <"$record/roots" >"$record/mounts"
  refuse_unhidden "$record/mounts"
  for file in passwd shadow group subuid subgid; do cat "/etc/$file" >"$aside/before/$file" 2>/dev/null || true; done
  md5s_of "$record" "$@" | LC_ALL=C sort -u >"$aside/md5s"
  # The first step may delete these, or change their modes.
  only_data <"$record/changed" | by_folder copy_data "$aside"
  begin_aside "$aside"
  remember "$aside/roots" <"$record/roots"
)

# by_folder COMMAND ASIDE: runs COMMAND ASIDE PATH… with the paths on standard input, once for those of one folder that
# follow each other.
by_folder() {
  command=$1
  aside=$2
  set --
  while IFS= read -r path; do
    if [ $# != 0 ] && [ "${path%/*}" != "${1%/*}" ]; then
      "$command" "$aside" "$@" </dev/null
      set --
    fi
    set -- "$@" "$path"
  done
  if [ $# != 0 ]; then "$command" "$aside" "$@" </dev/null; fi
}

# keep_data ASIDE: between the two steps. What is left of an earlier try is older than what is in place.
keep_data() (
  if [ ! -e "$1/roots" ]; then exit 0; fi
  while IFS= read -r root; do
    if [ -d "$root" ] && [ ! -L "$root" ]; then link_data "$1" "$root"; fi
  done <"$1/roots"
)

# link_data ASIDE PATH: keeps what is at a path. Where there can be no hard link, a copy.
link_data() (
  umask 077
  clear_places "$@"
  if beyond_mounts cp -al "$2" "$places/" 2>/dev/null; then exit 0; fi
  copy_data "$@"
)

# copy_data ASIDE PATH…: of one folder.
copy_data() (
  umask 077
  clear_places "$@"
  shift
  beyond_mounts cp -a "$@" "$places/" || {
    drop_places "$@"
    fail "cannot keep what is in $*, so nothing of it is removed"
  }
)

# clear_places ASIDE PATH…: sets places to the folder in which these paths of one folder are kept, and clears their places.
clear_places() {
  places=$(store_for "$2" "$1")/files
  make_way "$places" "${2%/*}"
  places=$places${2%/*}
  shift
  drop_places "$@"
}

drop_places() {
  for path; do
    place=$places/${path##*/}
    if [ -e "$place" ] || [ -L "$place" ]; then rm -rf "$place"; fi
  done
}

# make_way BASE PATH: the same folders below BASE, with their owners and modes, for what lies in them.
make_way() (
  base=$1
  way=$2
  set --
  while [ -n "$way" ] && [ ! -d "$base$way" ]; do
    set -- "$way" "$@"
    way=${way%/*}
  done
  [ -d "$base" ] || mkdir "$base"
  for way; do
    mkdir "$base$way"
    # Mostly both are root's.
    if [ ! -O "$way" ] || [ ! -G "$way" ] || [ ! -G "$base$way" ]; then chown --reference="$way" "$base$way"; fi
    chmod --reference="$way" "$base$way"
  done
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
  tell_mounts "$1"
  : >"$1/ended"
)

# shellcheck disable=SC2016 # the inner shell expands it
drop_in_place() {
  find "$1" ! -type d -exec sh -c '
    base=$1
    shift
    for kept; do
      shift
      there=${kept#"$base"}
      if [ -L "$there" ]; then
        if [ ! -L "$kept" ] || [ "$(readlink "$there")" != "$(readlink "$kept")" ]; then continue; fi
      elif [ ! -e "$there" ] || { [ ! "$kept" -ef "$there" ] && ! cmp -s "$kept" "$there"; }; then
        continue
      fi
      set -- "$@" "$kept"
    done
    if [ $# != 0 ]; then rm -f "$@"; fi' drop "$1" {} +
  find "$1" -depth -type d -exec sh -c '
    base=$1
    shift
    for kept; do
      shift
      if [ -d "${kept#"$base"}" ] || [ "$kept" = "$base" ]; then set -- "$@" "$kept"; fi
    done
    if [ $# != 0 ]; then rmdir "$@" 2>/dev/null || true; fi' drop "$1" {} +
}

# The accounts and groups that the scripts of packages removed.
keep_lost_accounts() (
  umask 077
  now=$newline$(cat /etc/passwd)
  while IFS=: read -r account _; do
    case $now in *"$newline$account:"*) ;; *) keep_account "$account" "$1/before" "$1/accounts/$account" ;; esac
  done <"$1/before/passwd"
  now=$newline$(cat /etc/group)
  while IFS= read -r line; do
    case $now in *"$newline${line%%:*}:"*) ;; *) printf '%s\n' "$line" ;; esac
  done <"$1/before/group" | remember "$1/groups"
)
