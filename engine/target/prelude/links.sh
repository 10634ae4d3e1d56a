# Symbolic links.

read_link() {
  if [ -L "$1" ]; then
    echo "link $(readlink "$1")"
    return
  fi
  if [ -e "$1" ]; then fail "$1 is there and is not a symbolic link, so it is left alone"; fi
  echo absent
}

make_link() (
  enter_folder_of "$1"
  name_leftovers
  if [ -e "./$base" ] && [ ! -L "./$base" ]; then fail "$1 is there and is not a symbolic link"; fi
  ln -s "$2" "$candidate"
  mv -fT "$candidate" "./$base"
  relabel "./$base"
  flush .
  reread_units_for "$1"
)

remove_link() (
  if [ ! -d "${1%/*}/" ]; then exit 0; fi
  enter_folder_of "$1"
  name_leftovers
  if [ ! -L "./$base" ]; then exit 0; fi
  rm -f "./$base"
  flush .
  reread_units_for "$1"
)
