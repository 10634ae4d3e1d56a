# The files and folders that may hold data of packages.

# list_roots RECORD PACKAGE…: prints the files and folders that may hold data, one a line, none below another one. Writes
# RECORD/changed, the paths that changed_files prints, sorted.
list_roots() (
  record=$1
  shift
  names=$*
  known_of list "$@" | LC_ALL=C sort -u >"$record/own"
  changed_files "$@" | LC_ALL=C sort -u >"$record/changed"
  {
    grep '^/\(etc\|var\|srv\|opt\|home\)/' "$record/own" || true
    # shellcheck disable=SC2086 # names of packages are words
    if [ -s "$record/folders" ]; then list_folders | LC_ALL=C comm -13 "$record/folders" - | named_after $names; fi
    homes_since "$record"
  } | LC_ALL=C sort -u >"$record/candidates"
  {
    deleted_by_scripts "$@"
    owned_by_others "$record/candidates" "$@" | LC_ALL=C comm -23 "$record/candidates" -
    cat "$record/changed"
  } | only_data | tr / '\001' | LC_ALL=C sort -u | tr '\001' / | without_nested
  rm -f "$record/candidates"
)

# owned_by_others FILE PACKAGE…: of the paths in FILE, prints those that other packages own, sorted. All lists together
# are long: they are searched, not sorted.
owned_by_others() (
  paths=$1
  shift
  if ! has dpkg-query || [ ! -s "$paths" ]; then exit 0; fi
  cd /var/lib/dpkg/info || exit
  going=" $* "
  for list in *.list; do
    package=${list%.list}
    case $going in *" ${package%%:*} "* | *" $package "*) ;; *) printf '%s\0' "$list" ;; esac
  done | xargs -0 grep -hxF -f "$paths" | LC_ALL=C sort -u
)

# Prints what the scripts of packages delete with all that is in it.
deleted_by_scripts() {
  if has dpkg-query; then known_of postrm "$@"; else rpm -q --scripts "$@" 2>/dev/null; fi |
    grep 'rm  *-[a-zA-Z]*[rR]\|remove-home\|userdel.* -r' |
    grep -o '/\(etc\|var\|srv\|opt\|home\)/[A-Za-z0-9._+@:/-]*[A-Za-z0-9_]' || true
}

# named_after PACKAGE…: of the folders on standard input, those with the first word of a package's name in theirs.
named_after() {
  while IFS= read -r folder; do
    for package; do
      stem=${package%%[-.0-9]*}
      case ${folder##*/} in "$stem"*) [ -z "$stem" ] || printf '%s\n' "$folder" ;; esac
    done
  done
}

# homes_since RECORD: prints the homes of accounts that came since.
homes_since() {
  if [ ! -s "$1/accounts" ]; then return 0; fi
  former=$newline$(cat "$1/accounts")$newline
  getent passwd | while IFS=: read -r account _ _ _ _ home _; do
    case $former in *"$newline$account$newline"*) ;; *) printf '%s\n' "$home" ;; esac
  done
}

# Prints the packages' own files whose content is no longer theirs, and their configuration files.
changed_files() {
  if has dpkg-query; then
    dpkg-query -W -f '${Conffiles}\n' "$@" 2>/dev/null | sed -n 's/^ \(\/[^ ]*\) .*/\1/p'
    # dpkg --verify compares the same digests, but reads the lists of all packages first.
    known_of md5sums "$@" | (cd / && md5sum -c 2>/dev/null) | sed -n 's/^\(.*\): FAILED$/\/\1/p'
  else
    rpm -V "$@" 2>/dev/null | sed -n 's/^..5...... *[a-z]* *\(\/.*\)/\1/p'
  fi
}

# Drops paths that are not there, and folders that no package may take with it.
only_data() {
  while IFS= read -r path; do
    case $path in
      /etc/init.d | /etc/rc?.d* | /etc/alternatives* | /etc/systemd | /etc/systemd/system | /etc/default) continue ;;
      /var/cache* | /var/run* | /var/lock* | /var/tmp* | /var/backups* | /var/lib | /var/log | /var/spool | /var/mail) continue ;;
      /var/lib/dpkg* | /var/lib/apt | /var/lib/apt/* | /var/lib/rpm* | /var/lib/ucf* | /var/lib/systemd*) continue ;;
      /var/lib/update-rc.d* | "${EVENKEEL_HOME:-/var/lib/evenkeel}"*) continue ;;
      /etc/?* | /var/?*/?* | /srv/?* | /opt/?* | /home/?* | /usr/?*/?* | /lib/?* | /bin/?* | /sbin/?*) ;;
      *) continue ;;
    esac
    if [ -e "$path" ] || [ -L "$path" ]; then printf '%s\n' "$path"; fi
  done
}

# Of sorted paths, drops those below an earlier one.
without_nested() {
  above=
  while IFS= read -r path; do
    case ${above:+$path} in "$above"/*) continue ;; esac
    if [ -d "$path" ] && [ ! -L "$path" ]; then above=$path; fi
    printf '%s\n' "$path"
  done
}
