# Files, links and directories that a step of programs of others may move. Such a program, or somebody while it runs, may
# change them before their own steps come, and nobody can tell which of the two it was. So the first such step of a run
# copies them. Its undo puts aside each one that still differs, tells so, and brings it back from the copy.
#
# $EVENKEEL_RUN/moved/POSITION is the note, by the position of the resource in the baseline: the step, what was there, its
# mode and owner, `end`. POSITION.copy is the copy.

# keep_unmoved POSITION PATH …: once in a run, after expect_unmoved.
keep_unmoved() {
  moved=$EVENKEEL_RUN/moved kept_any=
  [ -d "$moved" ] || mkdir -m 0700 "$moved"
  while [ $# -gt 1 ]; do
    if [ ! -e "$moved/$1" ]; then
      keep_one_unmoved "$1" "$2"
      kept_any=yes
    fi
    shift 2
  done
  [ -z "$kept_any" ] || flush_file_system "$moved"
}

keep_one_unmoved() { # POSITION PATH
  was=absent mode_then=''
  if [ -L "$2" ]; then
    was='link'
  elif [ -d "$2" ]; then
    was=directory
    mode_then=$(stat -c '%a %u %g' "$2")
  elif [ -f "$2" ]; then
    was='file'
  elif [ -e "$2" ]; then
    was=other
  fi
  case $was in
    file | link)
      rm -rf "$moved/$1.copy"
      cp -a "$2" "$moved/$1.copy" || fail "$2 cannot be copied before a step that may change it"
      ;;
  esac
  # The step begins only once this is on the disk. After a crash before that, nothing is moved yet.
  printf '%s\n' "$EVENKEEL_STEP" "$was" "$mode_then" end >"$moved/$1"
}

# give_back_moved POSITION PATH …: after the undo of the step that has kept them.
give_back_moved() {
  left_moved=
  while [ $# -gt 1 ]; do
    if read_moved "$1" && [ "$kept_by" = "$EVENKEEL_STEP" ]; then give_back_one_moved "$1" "$2" || left_moved=yes; fi
    shift 2
  done
  [ -z "$left_moved" ] || fail 'not all that has changed while this step ran can be brought back'
}

# give_back_found POSITION PATH: after the undo of its own step, so that triggers find it; what was not there before, the
# undo of the earlier step may remove itself.
give_back_found() {
  if read_moved "$1" && [ "$was" != absent ]; then give_back_one_moved "$1" "$2"; fi
}

# Sets kept_by, was and mode_then; false without a whole note.
read_moved() { # POSITION
  moved=$EVENKEEL_RUN/moved
  kept_by='' was='' mode_then='' end=''
  [ -e "$moved/$1" ] || return 1
  {
    IFS= read -r kept_by
    read -r was
    read -r mode_then
    read -r end
  } <"$moved/$1" || return 1
  [ "$end" = end ] && [ "$was" != other ]
}

# Its status is asked for, so -e does not count in it: what fails must say so.
give_back_one_moved() { # POSITION PATH
  if grep -qxF "$1" "$EVENKEEL_RUN/differs" 2>/dev/null; then return 0; fi
  digest_reading "$1"
  if is_as_found "$1"; then return 0; fi
  if [ ! -d "${2%/*}/" ]; then
    [ "$was" = absent ] || fail "$2 cannot be brought back: its folder is not there"
    return 0
  fi
  (
    prepare "$2"
    case $was in file | link) copy_moved "$1" ;; esac
    clear_moved && restore_moved
  )
}

# First, so that a full disk leaves the path as it is.
copy_moved() { # POSITION
  make_room_for_candidate
  if cp -a "$moved/$1.copy" "$candidate" && { [ -L "$candidate" ] || flush "$candidate"; }; then return 0; fi
  drop_candidate
  fail "$path cannot be brought back"
}

# Keeps the version that stands at the path under another name, unless it is a directory, in which others may have files.
# A file stays at its place until another one takes it.
clear_moved() {
  if ! is_there "./$base"; then
    case $was in directory) again='there again, without what was in it' ;; *) again=back ;; esac
    tell_aside "$path was removed while a step ran, by it or by somebody: it is $again"
    return 0
  fi
  if [ -d "./$base" ] && [ ! -L "./$base" ]; then
    if [ "$was" = directory ]; then
      tell_aside "$path had another mode or owner after a step, by it or by somebody: it has its own again"
      return 0
    fi
    if rmdir "./$base" 2>/dev/null; then return 0; fi
    name_aside
    move_aside
  else
    name_aside
    case $was in file | link) ln "./$base" "$aside" ;; *) mv -fT "./$base" "$aside" ;; esac ||
      fail "$path cannot be kept aside"
  fi
  case $was in absent) what=made ;; *) what=changed ;; esac
  tell_aside "$path was $what while a step ran, by it or by somebody: that version is now $aside"
}

restore_moved() {
  case $was in
    file | link)
      mv -fT "$candidate" "./$base" || fail "$path cannot be brought back"
      drop_candidate
      ;;
    directory)
      if [ ! -d "./$base" ]; then mkdir -m 0700 "./$base" || fail "$path cannot be made again"; fi
      enter_directory
      # shellcheck disable=SC2086 # mode and owner are words
      set -- $mode_then
      chown "$2:$3" . || fail "$path cannot get its owner back"
      chmod "0$1" . || fail "$path cannot get its mode back"
      ;;
  esac
  flush .
  reread_units_for "$path"
}
