# The copies that package managers make beside configuration that was there before them.

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
