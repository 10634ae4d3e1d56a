# Regular files with their contents, modes and owners. A file is flushed before its rename: after a crash there is the
# old file or the new one, never half of one.

# Sets mode, owner, group and size; owner and group are numbers if the account has no name. Names of accounts may hold
# blanks and backslashes, so each field is a line.
# shellcheck disable=SC2086 # the lines of stat are words
inspect() {
  fields=$(stat -c "%a$newline%U$newline%u$newline%G$newline%g$newline%s" "$1") || return
  IFS=$newline
  set -f
  set -- $fields
  set +f
  unset IFS
  mode=$1 owner=$2 group=$4 size=$6
  [ "$owner" != UNKNOWN ] || owner=$3
  [ "$group" != UNKNOWN ] || group=$5
}

# read_file PATH: prints a word, and in the case of a file its mode, owner, group, digest and size, one a line. Fails if
# something else than a file is there.
read_file() {
  if [ -L "$1" ]; then fail "$1 is a symbolic link to $(readlink "$1"); a regular file is needed there"; fi
  if [ -d "$1" ]; then fail "$1 is a directory; a regular file is needed there"; fi
  if [ ! -e "$1" ]; then
    echo absent
    return
  fi
  [ -f "$1" ] || fail "$1 is a device, a socket or a pipe; a regular file is needed there"
  inspect "$1"
  set_digest "$1"
  printf '%s\n' file "$mode" "$owner" "$group" "$digest" "$size"
}

# show_file PATH SHA256 ANSWER: prints what the plan says about a change of a file, each line after `# `, then a small file
# with another digest, for the left side of a diff. ANSWER is what read_file printed.
# shellcheck disable=SC2086 # the lines of ANSWER are words
show_file() (
  wanted=$2
  case $3 in "file$newline"*) ;; *) exit 0 ;; esac
  set -f
  IFS=$newline
  set -- "$1" $3
  set +f
  unset IFS
  [ "$6" != "$wanted" ] || exit 0
  describe_replacement "$1"
  if [ "$7" -le 65536 ]; then base64 <"$1"; fi
)

# show_restored PATH SHA256 ANSWER: the same for a file that gets an earlier content back, and then, after a blank line, that
# content, if it is small and kept here.
show_restored() (
  show_file "$1" none "$3"
  home=${EVENKEEL_HOME:-/var/lib/evenkeel}
  set_blob "$2"
  if show_kept "$blob" "$2"; then exit 0; fi
  set_hash "$1"
  { echo "$home/backups" && cat "$home/backup-folders" 2>/dev/null; } | while IFS= read -r folder; do
    for earlier in "$folder/$hash".*; do show_kept "$earlier" "$2" && exit; done
  done
)

show_kept() { # FILE SHA256
  if [ ! -f "$1" ] || [ -L "$1" ] || [ "$(wc -c <"$1")" -gt 65536 ]; then return 1; fi
  [ "$(digest_of "$1")" = "$2" ] || return 1
  echo
  base64 <"$1"
}

# What a replacement of a file means for what is not its content.
describe_replacement() {
  links=$(stat -c %h "$1")
  [ "$links" = 1 ] || echo "# links $links"
  ! is_immutable "$1" || echo '# immutable'
  [ ! -r /proc/self/mountinfo ] || ! is_mount_point "$1" || echo '# mounted'
}

# put_file PATH CONTENT MODE OWNER GROUP WHEN VALIDATOR: atomically; WHEN is never, before or after the rename.
put_file() (
  if [ "$direction" = undo ]; then
    undo_file "$1"
    exit
  fi
  prepare_file "$1"
  make_room_for_candidate
  (umask 077 && set -C && cat <"$2" >"$candidate") || fail "$1 cannot be written: its candidate $candidate cannot"
  dress_candidate "$3" "$4" "$5"
  if [ "$6" = before ]; then
    validate "$7" "$candidate" || fail "$1 stays as it is: its validator refused the new one"
  fi
  if [ "$was" = place ]; then write_in_place "$candidate" "$3" "$4" "$5"; else use_candidate; fi
  if [ "$6" = after ]; then confirm_or_give_back "$7"; fi
  flush .
  reread_units_for "$1"
)

# restore_file PATH SHA256 MODE OWNER GROUP: as an earlier run found it. The backups of older releases are blobs.
restore_file() (
  if [ "$direction" = undo ]; then
    undo_file "$1"
    exit
  fi
  prepare_file "$1"
  if find_backup "$2"; then
    restore_backup "$3" "$4" "$5"
  elif set_blob "$2" && [ -e "$blob" ]; then
    put_file "$1" "$blob" "$3" "$4" "$5" never ''
  elif [ "$(content_of "./$base" 2>/dev/null)" = "$2" ]; then
    put_file "$1" "$kept" "$3" "$4" "$5" never ''
  else
    fail "the content that $1 had is not kept any more, so it cannot be brought back"
  fi
  flush .
  reread_units_for "$1"
)

# restore_backup MODE OWNER GROUP: what find_backup found takes the place, with all that it has.
restore_backup() {
  case $was:$backup in
    place:*)
      write_in_place "$backup" "$@"
      return
      ;;
    *.copy) copy_backup ;;
    *:"$backups"/*) adjust "$backup" "$@" ;;
    *) copy_backup ;;
  esac
  if is_there "$candidate"; then
    adjust "$candidate" "$@"
    use_candidate
  else
    write_note "$(inode_at "$backup")" "$(content_of "$backup")" "$backup"
    mv -fT "$backup" "./$base" || fail "$path stays as it is: it cannot be replaced"
  fi
}

copy_backup() {
  make_room_for_candidate
  cp -a "$backup" "$candidate" || fail "$path cannot be written: its candidate $candidate cannot"
}

# adjust FILE MODE OWNER GROUP: where it differs.
adjust() {
  inspect "$1"
  if [ "$owner" != "$3" ] || [ "$group" != "$4" ]; then chown "$3:$4" "$1"; fi
  if [ "$mode" != "$2" ] && [ "0$mode" != "$2" ]; then chmod "$2" "$1"; fi
}

# remove_file PATH WHEN VALIDATOR
remove_file() (
  if [ "$direction" = undo ]; then
    undo_file "$1"
    exit
  fi
  if [ ! -d "${1%/*}/" ]; then exit 0; fi
  prepare_file "$1"
  [ "$was" != place ] || fail "$1 is a mount point, which cannot be removed"
  if [ "$was" != absent ]; then
    write_note nothing '' ''
    rm -f "./$base" || fail "$1 cannot be removed"
  fi
  if [ "$2" = after ]; then confirm_or_give_back "$3"; fi
  flush .
  reread_units_for "$1"
)

# Only what the notes of the step name was changed.
undo_file() {
  if is_noted "$1"; then
    give_back "$1"
    reread_units_for "$1"
  fi
}

prepare_file() {
  prepare "$1"
  [ ! -d "./$base" ] || [ -L "./$base" ] || fail "$1 is a directory; a regular file is needed there"
  kept=''
  trap end_change EXIT
  keep_backup
}

# dress_candidate MODE OWNER GROUP: what is not described, such as an ACL, it has from the old file, and a new one from its
# folder. A change of the owner drops capabilities, so attributes come before and after it.
dress_candidate() {
  case $was in
    file | copy) copy_attributes "$kept" "$candidate" ;;
    absent | link) inherit_acl "$candidate" ;;
  esac
  chown "$2:$3" "$candidate" || fail "$path cannot belong to $2:$3"
  case $was in
    file | copy)
      cp --attributes-only --preserve=xattr "$kept" "$candidate" 2>/dev/null || true
      touch "$candidate"
      ;;
  esac
  chmod "$1" "$candidate"
}

use_candidate() {
  [ -L "$candidate" ] || flush "$candidate"
  inode=$(stat -c %i "$candidate")
  set_content "$candidate"
  write_note "$inode" "$called" ''
  mv -fT "$candidate" "./$base" || fail "$path stays as it is: it cannot be replaced"
  case $was in file | copy) ;; *) relabel "./$base" ;; esac
}

# write_in_place FILE MODE OWNER GROUP: for a mount point, which others cannot swap either.
write_in_place() {
  write_note "$(inode_at "./$base")" "$(digest_of "$1")" ''
  cat "$1" >"./$base" || fail "$path cannot be written"
  adjust "./$base" "$2" "$3" "$4"
  flush "./$base"
}

# validate COMMAND PATH: runs the user's validator, in which $1 is the candidate.
validate() (
  cd /
  umask 022
  sh -c "$1" validate "$2" </dev/null >&2
)

# confirm_or_give_back VALIDATOR: for validators that only see the whole configuration, such as nginx -t.
confirm_or_give_back() {
  if validate "$1" "$path"; then return 0; fi
  if is_noted "$path"; then give_back "$path"; fi
  fail "$path is as it was again: its validator refused the change"
}

# write_lines PATH LINE…: a small configuration file of our own.
write_lines() (
  configuration=$1
  shift
  (umask 077 && printf '%s\n' "$@" >"$EVENKEEL_STEP/lines")
  put_file "$configuration" "$EVENKEEL_STEP/lines" 0644 root root never ''
)
