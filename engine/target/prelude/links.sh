# Symbolic links.

# Prints the target of a link, with the newlines at its end.
target_of() {
  found=$(readlink -n "$1" && echo .) || return
  printf '%s' "${found%.}"
}

# read_link PATH: a stroke ends the target, which may end with blanks or newlines.
read_link() {
  if [ -L "$1" ]; then
    printf "link %s\n" "$(target_of "$1" && echo "|")"
    return
  fi
  if [ -e "$1" ]; then fail "$1 is there and is not a symbolic link, so it is left alone"; fi
  echo absent
}

# make_link PATH TARGET
make_link() (
  if [ "$direction" = undo ]; then
    undo_file "$1"
    exit
  fi
  prepare_link "$1"
  make_room_for_candidate
  ln -s -- "$2" "$candidate"
  use_candidate
  flush .
  reread_units_for "$1"
)

remove_link() (
  if [ "$direction" = undo ]; then
    undo_file "$1"
    exit
  fi
  if [ ! -L "$1" ]; then exit 0; fi
  prepare_link "$1"
  write_note nothing '' ''
  rm -f "./$base"
  flush .
  reread_units_for "$1"
)

prepare_link() {
  prepare "$1"
  if [ -e "./$base" ] && [ ! -L "./$base" ]; then fail "$1 is there and is not a symbolic link"; fi
  kept=''
  trap end_change EXIT
  keep_backup
}
