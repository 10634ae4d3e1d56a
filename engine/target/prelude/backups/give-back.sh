# Undo: what was at a path before the step is there again.

# give_back PATH: undoes what this step did to a path, after is_noted. It can be done again after a crash.
give_back() {
  if [ "$was" = absent ] && [ ! -d "${1%/*}/" ]; then return 0; fi
  prepare "$1"
  drop_candidate
  now=$(inode_at "./$base")
  case $was in
    directory) ;; # prelude/directories.sh
    place) give_back_in_place ;;
    *) if [ "$was" = absent ] || [ "$now" != "${facts%% *}" ]; then replace_back; fi ;;
  esac
  drop_second_name
  flush .
  prove_given_back "./$base" || fail_unproved
}

replace_back() {
  back='' aside=''
  [ ! -e "$note.back" ] || read -r back <"$note.back"
  if [ -n "$now" ] && [ "$now" != "$back" ]; then put_aside; fi
  # The backup of an earlier run that was taken from its place goes there again.
  if [ -n "$taken" ] && [ -z "$aside" ] && [ "$now" = "$put" ] && ! is_there "$taken"; then ln "./$base" "$taken"; fi
  case $was in
    absent) if [ -z "$aside" ]; then rm -f "./$base"; fi ;;
    copy)
      make_room_for_candidate
      cp -a "$kept" "$candidate"
      flush "$candidate"
      inode_at "$candidate" | remember "$note.back"
      mv -fT "$candidate" "./$base"
      drop_candidate
      ;;
    *) mv -fT "$kept" "./$base" ;;
  esac
}

# The step did not come as far as to replace it: then it has two names. Two names of one inode are not renamed.
drop_second_name() {
  case $was in file | link) ;; *) return 0 ;; esac
  if is_there "$kept" && [ "$(inode_at "$kept")" = "$(inode_at "./$base")" ]; then rm -f "$kept"; fi
}

# A mount point cannot be replaced, nor be swapped by others.
give_back_in_place() {
  if [ "$(digest_of "./$base")" != "$put_digest" ] && [ "$(digest_of "./$base")" != "$(digest_of "$kept")" ]; then
    backups=$home_backups
    name_aside
    cp -a "./$base" "$aside"
    tell_aside "somebody changed $path after this run wrote it: that version is now $aside"
  fi
  cat "$kept" >"./$base"
  copy_attributes "$kept" "./$base"
  touch -r "$kept" "./$base"
}

# False if there is nothing to undo, as the step found something else than expected.
begin_undo() {
  direction=undo
  [ ! -e "$EVENKEEL_STEP/differs" ]
}

# give_back_all: what a step wrote is undone also where the undo of its resource names another path.
give_back_all() {
  for one in "$EVENKEEL_STEP"/files/*; do
    case $one in *.new | *.back | */\*) continue ;; esac
    (
      note=$one
      read_note
      [ "$was" = directory ] || [ "$was" = folder ] || give_back "$path"
    )
  done
}
