# Which of the data of packages somebody has changed since they came.

# md5s_of RECORD PACKAGE…: prints the digests of all that these packages brought: a file with one of them is nobody's work.
md5s_of() {
  cat "$1/data" 2>/dev/null || true
  shift
  has dpkg-query || return 0
  known_of md5sums "$@" | cut -c1-32
  dpkg-query -W -f '${Conffiles}\n' "$@" 2>/dev/null | sed -n 's/^ [^ ]* \([0-9a-f]\{32\}\).*/\1/p'
}

# note_data RECORD PACKAGE…: digests of what the packages made when they came. Larger files count as changed, and so does
# what differs from the package's own file already: somebody may have edited it while it came.
note_data() (
  record=$1
  list_roots "$@" >"$record/roots"
  small_md5s '' <"$record/roots" | made_by_scripts "$record/changed" | LC_ALL=C sort -u | remember "$record/data"
)

# made_by_scripts CHANGED: of what small_md5s prints, the digests of files that are not in CHANGED, one path a line.
made_by_scripts() {
  changed=$newline$(cat "$1")$newline
  while IFS= read -r line; do
    case $changed in *"$newline${line#*  }$newline"*) ;; *) printf '%s\n' "$line" ;; esac
  done | cut -c1-32
}

# small_md5s BASE: of the paths on standard input, `MD5  FILE` of what is small and not empty.
small_md5s() {
  base=$1
  set --
  while IFS= read -r path; do
    if [ -e "$base$path" ]; then set -- "$@" "$base$path"; fi
  done
  if [ $# != 0 ]; then find "$@" -xdev -type f -size +0 -size -1025k -exec md5sum {} +; fi
}

# changed_in BASE MD5S: of the paths on standard input, `KILOBYTES PATH` of those with files that nobody brought.
changed_in() (
  base=$1
  known=$2
  set --
  while IFS= read -r path; do
    if [ -e "$base$path" ]; then set -- "$@" "$base$path"; fi
  done
  if [ $# = 0 ]; then exit 0; fi
  # md5sum writes a backslash in a name as two, and another one in front of the line.
  changed=$newline$(
    printf '%s\n' "$@" | small_md5s '' | { grep -vF -f "$known" || true; } |
      sed -e '/^\\/{s/^.//;s/\\\\/\\/g;}' -e 's/^[^ ]*  //'
    find "$@" -xdev -type f -size +1024k || true
  )$newline
  for root; do
    case $changed in *"$newline$root$newline"* | *"$newline$root/"*) ;; *) continue ;; esac
    printf '%s %s\n' "$(kilobytes_of "$root")" "${root#"$base"}"
  done
)

# preview_package_removal NAME: prints `aside KILOBYTES FOLDER PATH` for what a removal takes along and nobody brought, `mount
# KILOBYTES PATH` for file systems among it, which stay, or `blocked KILOBYTES PATH` if they cannot stay, and `gone VERSION` if
# no package source has the installed version any more.
# shellcheck disable=SC2086 # names of packages are words
preview_package_removal() (
  record=${EVENKEEL_HOME:-/var/lib/evenkeel}/packages/$1
  if [ -e "$record/mark" ] || [ "$(read_package "$1")" != installed ]; then exit 0; fi
  work=$(mktemp -d) || exit 0
  if [ -d "$record" ]; then cp -R "$record/." "$work"; fi
  going="$1 $(list_brought "$work" | tr '\n' ' ')"
  md5s_of "$work" $going >"$work/md5s"
  list_roots "$work" $going >"$work/roots"
  points_among <"$work/roots" >"$work/mounts"
  { grep -vxF -f "$work/mounts" "$work/roots" || true; } | changed_in '' "$work/md5s" | while read -r size root; do
    printf 'aside %s %s %s\n' "$size" "$(aside_root "$root")" "$root"
  done
  if can_hide "$work/mounts"; then word=mount; else word=blocked; fi
  while IFS= read -r point; do printf '%s %s %s\n' "$word" "$(kilobytes_of "$point")" "$point"; done <"$work/mounts"
  rm -rf "$work"
  if has apt-cache; then apt_gone "$1"; fi
)
