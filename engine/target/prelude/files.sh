# Regular files with their contents, modes and owners. A file is flushed before its rename: after a crash there is the
# old file or the new one, never half of one.

digest_of() {
  set -- "$(sha256sum <"$1")"
  printf '%s\n' "${1%% *}"
}

# Sets mode, owner, group and size; owner and group are numbers if the account has no name.
# shellcheck disable=SC2046 # the fields of stat are words
inspect() {
  set -- $(stat -c '%a %U %u %G %g %s' "$1")
  mode=$1 owner=$2 group=$4 size=$6
  [ "$owner" != UNKNOWN ] || owner=$3
  [ "$group" != UNKNOWN ] || group=$5
}

# read_file PATH: fails if something else than a file is there.
read_file() {
  if [ -L "$1" ]; then fail "$1 is a symbolic link to $(readlink "$1"); a regular file is needed there"; fi
  if [ -d "$1" ]; then fail "$1 is a directory; a regular file is needed there"; fi
  if [ ! -e "$1" ]; then
    echo absent
    return
  fi
  [ -f "$1" ] || fail "$1 is a device, a socket or a pipe; a regular file is needed there"
  inspect "$1"
  digest=$(sha256sum <"$1")
  echo "file $mode $owner $group ${digest%% *} $size"
}

# show_file PATH SHA256 ANSWER: prints a small file with another digest, for the left side of a diff. ANSWER is what
# read_file printed.
# shellcheck disable=SC2086 # the fields of ANSWER are words
show_file() (
  wanted=$2
  case $3 in "file "*) set -- "$1" $3 ;; *) exit 0 ;; esac
  if [ "$6" != "$wanted" ] && [ "$7" -le 65536 ]; then base64 <"$1"; fi
)

# put_file PATH CONTENT MODE OWNER GROUP WHEN VALIDATOR: atomically; WHEN is never, before or after the rename.
put_file() (
  enter_folder_of "$1"
  name_leftovers
  [ ! -d "./$base" ] || [ -L "./$base" ] || fail "$1 is a directory; a regular file is needed there"
  (umask 077 && set -C && cat "$2" >"$candidate") || fail "cannot write $candidate"
  if ! chown "$4:$5" "$candidate" || ! chmod "$3" "$candidate"; then
    rm -f "$candidate"
    exit 1
  fi
  if [ "$6" = before ]; then
    validate "$7" "$candidate" || {
      rm -f "$candidate"
      fail "$1 stays as it is: its validator refused the new one"
    }
  fi
  flush "$candidate"
  if [ "$6" = after ] && [ -e "./$base" ]; then ln "./$base" "$previous"; fi
  mv -fT "$candidate" "./$base"
  relabel "./$base"
  if [ "$6" = after ]; then confirm_or_put_back "$1" "$7"; fi
  flush .
  reread_units_for "$1"
)

# remove_file PATH WHEN VALIDATOR
remove_file() (
  if [ ! -d "${1%/*}/" ]; then exit 0; fi
  enter_folder_of "$1"
  name_leftovers
  if [ -d "./$base" ] && [ ! -L "./$base" ]; then fail "$1 is a directory, not a file"; fi
  if [ "$2" = after ] && [ -e "./$base" ]; then ln "./$base" "$previous"; fi
  rm -f "./$base"
  if [ "$2" = after ]; then confirm_or_put_back "$1" "$3"; fi
  flush .
  reread_units_for "$1"
)

# validate COMMAND PATH: runs the user's validator, in which $1 is the candidate.
validate() (
  cd /
  sh -c "$1" validate "$2" </dev/null >&2
)

# confirm_or_put_back PATH VALIDATOR: for validators that only see the whole configuration, such as nginx -t.
confirm_or_put_back() {
  if validate "$2" "$1"; then
    rm -f "$previous"
    return 0
  fi
  if [ -e "$previous" ]; then mv -fT "$previous" "./$base"; else rm -f "./$base"; fi
  flush .
  fail "$1 is as it was again: its validator refused the change"
}

# keep_file PATH SHA256: writes a backup of a file to the blobs.
keep_file() (
  kept=$EVENKEEL_BLOBS/$2
  if [ -e "$kept" ]; then exit 0; fi
  umask 077
  mkdir -p "$EVENKEEL_BLOBS"
  cat "$1" >"$EVENKEEL_BLOBS/.$2"
  if [ "$(digest_of "$EVENKEEL_BLOBS/.$2")" != "$2" ]; then
    rm -f "$EVENKEEL_BLOBS/.$2"
    fail "$1 has changed since it was read"
  fi
  flush "$EVENKEEL_BLOBS/.$2"
  mv -fT "$EVENKEEL_BLOBS/.$2" "$kept"
)

# write_lines PATH LINE…: a small configuration file of our own.
write_lines() (
  path=$1
  shift
  (umask 077 && printf '%s\n' "$@" >"$EVENKEEL_STEP/lines")
  put_file "$path" "$EVENKEEL_STEP/lines" 0644 root root never ''
)
