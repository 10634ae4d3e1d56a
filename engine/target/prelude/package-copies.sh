# Files that the scripts of packages make, and that no package owns.

# Lists the folders in which the scripts of packages make such files.
list_placed() {
  find /etc /opt /srv /var/www -xdev 2>/dev/null | LC_ALL=C sort
}

# list_copied RECORD PACKAGE…: prints the folders that were made since, and the copies of files of these packages, such as
# nginx's first page: a purge leaves them. Anything else may be somebody's work. `DIGEST PATH`, for a folder `- PATH`.
list_copied() (
  record=$1
  shift
  if ! has dpkg-query; then exit 0; fi
  list_placed | LC_ALL=C comm -13 "$record/placed" - >"$record/since"
  known_of md5sums "$@" | cut -c1-32 | LC_ALL=C sort -u >"$record/contents"
  contents=$newline$(cat "$record/contents")$newline
  # dpkg-query -S reads all lists for every path, which takes half a second each on a small host.
  owned_among "$record/since" | LC_ALL=C comm -13 - "$record/since" | while IFS= read -r path; do
    if [ -L "$path" ]; then continue; fi
    if [ -d "$path" ]; then
      printf '%s %s\n' - "$path"
    elif [ -f "$path" ]; then
      md5=$(md5sum <"$path")
      case $contents in *"$newline${md5%% *}$newline"*) printf '%s %s\n' "$(digest_of "$path")" "$path" ;; esac
    fi
  done
)

# known_of KIND PACKAGE…: prints dpkg's records of packages, their `md5sums` or their `list`. The records of packages that
# are Multi-Arch: same have the architecture in the name.
known_of() (
  kind=$1
  shift
  for package; do
    shift
    for known in "/var/lib/dpkg/info/$package.$kind" "/var/lib/dpkg/info/$package":*."$kind"; do
      if [ -e "$known" ]; then set -- "$@" "$known"; fi
    done
  done
  if [ $# != 0 ]; then cat "$@"; fi
)

# owned_among FILE: of the paths in it, prints those that packages own, sorted. All lists together are long: they are
# searched, not sorted. With - it reads standard input.
owned_among() {
  grep -hxF -f "$1" /var/lib/dpkg/info/*.list | LC_ALL=C sort -u
}

# note_copied RECORD PACKAGE…: once, while the packages are there; after an incomplete installation, before the removal.
note_copied() {
  if [ ! -s "$1/placed" ] || [ -e "$1/copied" ]; then return 0; fi
  list_copied "$@" | remember "$1/copied"
}

# Removes unchanged copies, then empty folders.
remove_copied() (
  [ -e "$1/copied" ] || exit 0
  LC_ALL=C sort -r -k 2 "$1/copied" | while read -r digest path; do
    if [ "$digest" = - ]; then
      rmdir "$path" 2>/dev/null || true
    elif [ -f "$path" ] && [ "$(digest_of "$path")" = "$digest" ]; then
      rm -f "$path"
    fi
  done
)

# Lists the folders in which other programs open sockets: rsyslog does in HAProxy's.
list_folders() {
  find /var -xdev -maxdepth 3 -type d 2>/dev/null | LC_ALL=C sort
}

# list_own_folders RECORD PACKAGE…: prints the folders among them that came with these packages.
list_own_folders() (
  record=$1
  shift
  [ -s "$record/folders" ] || exit 0
  known_of list "$@" | LC_ALL=C sort -u >"$record/own"
  list_folders | LC_ALL=C comm -13 "$record/folders" - | LC_ALL=C comm -12 "$record/own" -
)

# dpkg leaves a folder in which another program has opened a socket. If no other package has the folder, it goes too.
remove_own_folders() ( # FOLDERS, one a line
  left=$(printf '%s\n' "$1" | while IFS= read -r path; do if [ -d "$path" ]; then printf '%s\n' "$path"; fi; done)
  [ -n "$left" ] || exit 0
  others=$newline$(printf '%s\n' "$left" | owned_among -)$newline
  printf '%s\n' "$left" | LC_ALL=C sort -r | while IFS= read -r path; do
    case $others in *"$newline$path$newline"*) continue ;; esac
    find "$path" -maxdepth 1 -type s -exec rm -f {} +
    rmdir "$path" 2>/dev/null || true
  done
)
