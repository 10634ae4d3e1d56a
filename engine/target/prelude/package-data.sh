# What a removal of packages deletes besides their own files: changed configuration, state directories, accounts.
# dpkg removes in two steps. After the first, the services have stopped and their data is as they left it: hard links of
# all that the second might delete are kept then, and afterwards those that are still in place are dropped.

# list_roots RECORD PACKAGE…: prints the files and folders that may hold data, one a line, none below another one.
list_roots() (
  record=$1
  shift
  names=$*
  known_of list "$@" | LC_ALL=C sort -u >"$record/own"
  list_of_others "$@" >"$record/others"
  {
    deleted_by_scripts "$@"
    {
      grep '^/\(etc\|var\|srv\|opt\|home\)/' "$record/own" || true
      # shellcheck disable=SC2086 # names of packages are words
      if [ -s "$record/folders" ]; then list_folders | LC_ALL=C comm -13 "$record/folders" - | named_after $names; fi
      homes_since "$record"
    } | LC_ALL=C sort -u | LC_ALL=C comm -23 - "$record/others"
    changed_files "$@"
  } | only_data | tr / '\001' | LC_ALL=C sort -u | tr '\001' / | without_nested
  rm -f "$record/others"
)

# list_of_others PACKAGE…: prints what all other packages own.
list_of_others() (
  has dpkg-query || exit 0
  cd /var/lib/dpkg/info || exit
  going=" $* "
  for list in *.list; do
    package=${list%.list}
    case $going in *" ${package%%:*} "* | *" $package "*) ;; *) printf '%s\0' "$list" ;; esac
  done | xargs -0 cat | LC_ALL=C sort -u
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
  getent passwd | while IFS=: read -r account _ _ _ _ home _; do
    if ! grep -qxF "$account" "$1/accounts"; then printf '%s\n' "$home"; fi
  done
}

# Prints the packages' own files whose content is no longer theirs, and their configuration files.
changed_files() {
  if has dpkg-query; then
    dpkg-query -W -f '${Conffiles}\n' "$@" 2>/dev/null | sed -n 's/^ \(\/[^ ]*\) .*/\1/p'
    dpkg --verify "$@" 2>/dev/null
  else
    rpm -V "$@" 2>/dev/null
  fi | sed -n -e '/^\//p' -e 's/^..5...... *[a-z]* *\(\/.*\)/\1/p'
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

# md5s_of RECORD PACKAGE…: prints the digests of all that these packages brought: a file with one of them is nobody's work.
md5s_of() {
  cat "$1/data" 2>/dev/null || true
  shift
  has dpkg-query || return 0
  known_of md5sums "$@" | cut -c1-32
  dpkg-query -W -f '${Conffiles}\n' "$@" 2>/dev/null | sed -n 's/^ [^ ]* \([0-9a-f]\{32\}\).*/\1/p'
}

# note_data RECORD PACKAGE…: digests of what the packages made when they came. Larger files count as changed.
note_data() (
  record=$1
  list_roots "$@" >"$record/roots"
  small_md5s '' <"$record/roots" | cut -c1-32 | LC_ALL=C sort -u | remember "$record/data"
)

# small_md5s BASE: of the paths on standard input, `MD5  FILE` of what is small and not empty.
small_md5s() {
  while IFS= read -r path; do
    if [ -e "$1$path" ]; then find "$1$path" -type f -size +0 -size -1025k -exec md5sum {} +; fi
  done
}

# changed_in BASE MD5S: of the paths on standard input, `KILOBYTES PATH` of those with files that nobody brought.
changed_in() (
  while IFS= read -r path; do
    if [ ! -e "$1$path" ]; then continue; fi
    small=$(printf '%s\n' "$path" | small_md5s "$1" | grep -cvF -f "$2" || true)
    large=$(find "$1$path" -type f -size +1024k | head -n 1)
    if [ "$small" = 0 ] && [ -z "$large" ]; then continue; fi
    printf '%s %s\n' "$(kilobytes_of "$1$path")" "$path"
  done
)

# preview_package_removal NAME: prints `aside KILOBYTES FOLDER PATH` for what a removal takes along and nobody brought, `mount PATH`
# for what cannot be moved aside, and `gone VERSION` if no package source has the installed version any more.
# shellcheck disable=SC2086 # names of packages are words
preview_package_removal() (
  record=${EVENKEEL_HOME:-/var/lib/evenkeel}/packages/$1
  if [ -e "$record/mark" ] || [ "$(read_package "$1")" != installed ]; then exit 0; fi
  work=$(mktemp -d) || exit 0
  if [ -d "$record" ]; then cp -R "$record/." "$work"; fi
  going="$1 $(list_brought "$work" | tr '\n' ' ')"
  md5s_of "$work" $going >"$work/md5s"
  list_roots "$work" $going >"$work/roots"
  changed_in '' "$work/md5s" <"$work/roots" | while read -r size root; do
    printf 'aside %s %s %s\n' "$size" "$(aside_root "$root")" "$root"
  done
  while IFS= read -r root; do if holds_mount "$root"; then printf 'mount %s\n' "$root"; fi; done <"$work/roots"
  rm -rf "$work"
  if has apt-cache; then apt_gone "$1"; fi
)

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

# bring_data ASIDE: before the packages are installed again, so that their services start with it.
bring_data() (
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

# list_versions ASIDE: prints the copies that package managers make beside configuration that is there before them.
list_versions() (
  while IFS= read -r root; do
    for version in "$root.dpkg-dist" "$root.rpmnew" "$root.rpmorig" "$root.rpmsave"; do
      if [ -f "$version" ]; then printf '%s\n' "$version"; fi
    done
    if [ -d "$root" ]; then
      find "$root" -xdev \( -name '*.dpkg-dist' -o -name '*.rpmnew' -o -name '*.rpmorig' -o -name '*.rpmsave' \)
    fi
  done <"$1/roots" | LC_ALL=C sort -u
)

# settle_versions ASIDE: the configuration that was brought back stays, whatever the package manager thinks of it.
settle_versions() (
  list_versions "$1" | LC_ALL=C comm -13 "$1/versions" - | while IFS= read -r version; do
    case $version in
      *.rpmorig | *.rpmsave) mv -fT "$version" "${version%.rpm*}" ;;
      *) rm -f "$version" ;;
    esac
  done
)
