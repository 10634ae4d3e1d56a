# Keeps what is at a path, before it is replaced.

# Keeps what is at the path, once in a step, and sets was, facts and kept. The hard link comes first: what it leads to
# nobody can swap any more, so all else is read from there.
keep_backup() {
  put='' put_digest='' taken=''
  if read_note; then return 0; fi
  was=absent facts='' kept=''
  is_there "./$base" || return 0
  # Without a note, nothing was replaced: what a crash left of an attempt is a second name at most.
  kept=$backups/$hash.$tag
  ! is_there "$kept" || rm -f "$kept"
  if [ -d "./$base" ] && [ ! -L "./$base" ]; then
    was=directory kept=''
    facts=$(facts_of "./$base")
  elif is_mount_point "${here%/}/$base"; then
    keep_copy place
  elif [ -n "$is_volatile" ]; then
    keep_copy copy
  elif ln "./$base" "$kept" 2>/dev/null; then
    keep_link
  else
    refuse_immutable
    keep_copy copy
  fi
}

keep_link() {
  facts=$(facts_of "$kept")
  links=${facts##* }
  facts="${facts% *} $((links - 1))"
  was='file'
  [ ! -L "$kept" ] || was='link'
  [ -L "$kept" ] || [ -f "$kept" ] || {
    rm -f "$kept"
    fail "$path is neither a regular file nor a symbolic link"
  }
  flush "$backups"
}

# A copy is kept in evenkeel's own folder: a file system that a reboot empties would lose it.
keep_copy() { # place|copy
  was=$1
  facts=$(facts_of "./$base")
  kept=$home_backups/new.$tag.$hash.copy
  rm -rf "$kept"
  cp -a "./$base" "$kept" || {
    rm -f "$kept"
    fail "no backup of $path can be written to $home_backups"
  }
  flush "$kept"
  final=$home_backups/$hash.$tag.copy
  mv -fT "$kept" "$final"
  kept=$final
  flush "$home_backups"
}

# keep_found PATH DIGEST: a copy of what is found as it is described, and so is not replaced: edits in place must not
# change what a later `remove` brings back.
keep_found() (
  prepare "$1"
  [ "$(content_of "./$base")" = "$2" ] || fail "$1 has changed since it was read"
  if find_backup "$2"; then exit 0; fi
  keep_copy copy
)
