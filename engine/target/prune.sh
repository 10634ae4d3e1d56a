# prune.sh HOME KEEP: removes the oldest ended runs beyond KEEP, then the blobs that no run and no record names any more.
# Ends at the first thing that cannot be read: nothing is removed that a complete reading has not proved needless.
set -u
LC_ALL=C
export LC_ALL
cd "$1/runs" || exit
keep=$2
case $keep in '' | *[!0-9]*) exit 64 ;; esac
. "$(dirname "$0")/standing.sh"
own=$(basename "$(dirname "$0")")

# Sets count to the number of ended runs, and oldest to the first of them; this run is never the oldest.
survey() {
  count=0
  oldest=
  least=
  for run in *; do
    ls "./$run" >/dev/null || exit
    read_standing "$run"
    case $state in committed | reverted | abandoned | nothing) ;; *) continue ;; esac
    count=$((count + 1))
    [ "$run" != "$own" ] || continue
    read_number "$run"
    if [ -z "$oldest" ] || [ "$number" -lt "$least" ]; then
      oldest=$run
      least=$number
    fi
  done
}

# In one rename: a run whose removal is interrupted must not look like a whole one.
remove_run() {
  mv "./$1" "../gone.$1" && remove_rest "../gone.$1"
}

# remove_rest GONE: also what the run moved aside, unless its index names something that had changed: that is left for a
# person to delete, without passwords and packages, which only an undo needs.
remove_rest() {
  aside=../aside/${1#../gone.}
  if [ -e "$aside/index" ]; then
    rm -rf "$aside"/*/account "$aside"/*/accounts "$aside"/*/before "$aside"/*/debs
  elif [ -d "$aside" ]; then
    cat "$aside"/*/stores 2>/dev/null | while IFS= read -r store; do rm -rf "$store"; done
    rm -rf "$aside"
  fi
  rm -rf "$1"
}

# Prints the files that name blobs, one a line.
files_with_names() {
  find . -type f \( -name manifest.json -o -name steps.sh -o -name managed.next \) || return
  [ ! -d ../managed ] || find ../managed -type f -name '*.json'
}

# Sets names to the names of all blobs that are needed.
read_names() {
  files=$(files_with_names) || exit
  set -f
  IFS='
'
  # shellcheck disable=SC2086 # each line becomes one word
  set -- $files
  unset IFS
  set +f
  for file in "$@"; do
    # A power cut may have emptied it: then it is not known what it named.
    [ -s "$file" ] || exit 1
  done
  names=$(grep -aoh '[0-9a-f]\{64\}' "$@" </dev/null)
  # 1: none of the files names a blob.
  [ "$?" -le 1 ] || exit 1
}

# The name of a blob does not tell its digest; that of an older release is the digest.
remove_needless_blobs() {
  set --
  for blob in ../blobs/*; do
    case ${blob##*/} in
      *[!0-9a-f]* | ?????????????????????????????????*) is_named "${blob##*/}" || rm -f "$blob" ;;
      *) set -- "$@" "$blob" ;;
    esac
  done
  [ $# -gt 0 ] || return 0
  digests=$(sha256sum "$@") || exit
  printf '%s\n' "$digests" | while read -r digest blob; do
    is_named "$digest" || rm -f "$blob"
  done
}

is_named() { case $names in *"$1"*) ;; *) return 1 ;; esac }

for gone in ../gone.*; do
  if [ -e "$gone" ]; then remove_rest "$gone"; fi
done
survey
[ "$count" -gt "$keep" ] || exit 0
while [ "$count" -gt "$keep" ] && [ -n "$oldest" ]; do
  remove_run "$oldest" || exit
  survey
done
read_names
remove_needless_blobs
