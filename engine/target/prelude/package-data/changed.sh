# Which of the data of packages somebody has changed since they came.

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
