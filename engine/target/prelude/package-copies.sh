# What the scripts of packages place beside the files that a package owns.

# Where the scripts of packages place files that no package owns.
list_placed() {
  find /etc /opt /srv /var/www -xdev 2>/dev/null | LC_ALL=C sort
}

# list_copied RECORD PACKAGE…: of what was placed since, the folders and the copies of files that these packages brought,
# such as nginx's first page: a purge leaves them. Anything else may be somebody's work. `DIGEST PATH`, for a folder
# `- PATH`.
list_copied() (
  record=$1
  shift
  if ! has dpkg-query; then exit 0; fi
  list_placed | LC_ALL=C comm -13 "$record/placed" - >"$record/since"
  cat /dev/null $(digests_of_packages "$@") | cut -c1-32 | LC_ALL=C sort -u >"$record/contents"
  # dpkg-query -S reads all lists for every path, which takes half a second each on a small host.
  sort_owned | LC_ALL=C comm -13 - "$record/since" | while IFS= read -r path; do
    if [ -L "$path" ]; then continue; fi
    if [ -d "$path" ]; then
      printf '%s %s\n' - "$path"
    elif [ -f "$path" ] && grep -q "^$(md5sum <"$path" | cut -c1-32)\$" "$record/contents"; then
      printf '%s %s\n' "$(digest_of "$path")" "$path"
    fi
  done
)

# Where dpkg keeps the digests of what packages bring; those of Multi-Arch: same have the architecture in the name.
digests_of_packages() {
  for package; do
    for digests in "/var/lib/dpkg/info/$package.md5sums" "/var/lib/dpkg/info/$package":*.md5sums; do
      if [ -e "$digests" ]; then printf '%s\n' "$digests"; fi
    done
  done
}

sort_owned() {
  cat /var/lib/dpkg/info/*.list | LC_ALL=C sort -u
}

# note_copied RECORD PACKAGE…: once, while the packages are there, also before the removal of what was cut off while it
# was installed.
note_copied() {
  if [ ! -s "$1/placed" ] || [ -e "$1/copied" ]; then return 0; fi
  list_copied "$@" | remember "$1/copied"
}

# Takes copies away that are still what they were, then folders in which nothing is left.
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
