# What somebody made of a path after the step that wrote it: it stays, under another name beside the backups.

# What stands at the path and is not what this step put there is somebody's work. Sets aside to its new name.
put_aside() {
  if [ "$now" = "$put" ] && [ "$(content_of "./$base")" = "$put_digest" ]; then return 0; fi
  name_aside
  if [ -d "./$base" ] && [ ! -L "./$base" ]; then
    move_aside
  elif [ "$was" = absent ]; then
    mv -fT "./$base" "$aside"
  else
    ln "./$base" "$aside"
  fi
  tell_aside "somebody changed $path after this run wrote it: that version is now $aside"
}

# Sets aside to a name that nothing has: an undo may be repeated.
name_aside() {
  aside_name=$base
  # File systems take no name of more than 255 bytes.
  [ "${#aside_name}" -le 150 ] || aside_name=$hash
  aside=$backups/aside.$tag.$aside_name
  count=1
  while is_there "$aside"; do
    count=$((count + 1))
    aside=$backups/aside.$tag.$count.$aside_name
  done
}

# A rename would take the file systems along that are mounted below.
move_aside() {
  ! holds_mount "./$base" || fail "$path stays: it is a mount point, or holds one"
  mv -fT "./$base" "$aside" || fail "$path cannot be moved aside"
}

tell_aside() { # SENTENCE
  printf '%s\n' "$1"
  tell_kept "$(printf '%s' "$1" | tr -c ' -~' '?')"
}
