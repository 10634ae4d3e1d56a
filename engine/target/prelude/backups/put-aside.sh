# What somebody made of a path after the step that wrote it.

# What stands at the path and is not what this step put there is somebody's work: it stays under another name. Sets aside.
put_aside() {
  if [ "$now" = "$put" ] && [ "$(content_of "./$base")" = "$put_digest" ]; then return 0; fi
  [ ! -d "./$base" ] || [ -L "./$base" ] || fail "$path is a directory now, which somebody else made"
  aside=$backups/aside.$tag.$base
  rm -rf "$aside"
  if [ "$was" = absent ]; then mv -fT "./$base" "$aside"; else ln "./$base" "$aside"; fi
  tell_aside
}

tell_aside() {
  told="somebody changed $path after this run wrote it: that version is now $aside"
  printf '%s\n' "$told"
  tell_kept "$(printf '%s' "$told" | tr -c ' -~' '?')"
}
