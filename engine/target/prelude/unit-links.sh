# The links that enable units and init scripts.

# The folders of unit files, the first one first, and those whose links enable units.
unit_folders() {
  printf '%s\n' "${EVENKEEL_UNITS:-/etc/systemd/system}" /run/systemd/system /usr/local/lib/systemd/system \
    /usr/lib/systemd/system /lib/systemd/system
}
link_folders() { printf '%s\n' "${EVENKEEL_UNITS:-/etc/systemd/system}" /run/systemd/system; }

# Prints `link PATH TARGET` for each link that `systemctl enable` or `disable` may make or remove for a unit: also those
# of other names, and of the units in its Also=.
read_unit_links() (
  names=" $(enabled_along "$1" ' ') "
  IFS=$newline
  # shellcheck disable=SC2046 # each folder is a word
  links=$(find $(link_folders) -maxdepth 2 -type l -printf '%p %l\n' 2>/dev/null | LC_ALL=C sort)
  set -f
  for link in $links; do
    path=${link%% *}
    case $names in *" ${path##*/} "* | *" ${link##*[ /]} "*) printf 'link %s\n' "$link" ;; esac
  done
)

# Prints `rc`, if the unit has an init script of its name, and `rc PATH TARGET` for each of its links in the folders of the
# runlevels: `systemctl enable` and `disable` have update-rc.d or chkconfig make them anew, which forgets their order.
read_rc_links() (
  name=${1%.service}
  etc=$(init_folder)
  if [ ! -e "$etc/init.d/$name" ]; then exit 0; fi
  echo rc
  set --
  for path in "$etc"/rc[0-9S].d/[SK][0-9][0-9]"$name" "$etc"/rc.d/rc[0-9].d/[SK][0-9][0-9]"$name"; do
    if [ -L "$path" ]; then set -- "$@" "$path"; fi
  done
  if [ $# != 0 ]; then find "$@" -maxdepth 0 -printf 'rc %p %l\n'; fi
)
init_folder() { echo "${EVENKEEL_INIT:-/etc}"; }

# enabled_along UNIT KNOWN: prints KNOWN, the unit, and the units in its Also=, and in theirs.
enabled_along() (
  case $2 in *" $1 "*) echo "$2" && exit 0 ;; esac
  known="$2$1 "
  instance=${1#*@}
  if [ "$instance" = "$1" ]; then instance=''; fi
  for other in $(also_of "$1"); do
    case $other in *%i*) other=${other%%\%i*}${instance%.*}${other#*\%i} ;; esac
    known=$(enabled_along "$other" "$known")
  done
  echo "$known"
)

# Prints the units in the Also= of a unit.
also_of() (
  name=$1 template=$1
  case $1 in *@*) template=${1%%@*}@.${1##*.} ;; esac
  set --
  IFS=$newline
  for units in $(unit_folders); do
    for path in "$units/$name" "$units/$template" "$units/$name.d"/*.conf "$units/$template.d"/*.conf; do
      if [ -f "$path" ]; then set -- "$@" "$path"; fi
    done
  done
  if [ $# != 0 ]; then sed -n 's/^Also *= *//p' "$@"; fi
)

# restore_unit_links UNIT WORD WORD links|all-links PATH TARGET…
restore_unit_links() (
  unit=$1
  how=$4
  shift 4
  now=$(
    read_unit_links "$unit"
    if [ "$how" = all-links ]; then read_rc_links "$unit" | sed -n 's/^rc /link /p'; fi
  )
  wanted=$(if [ $# != 0 ]; then printf 'link %s %s\n' "$@"; fi)
  [ "$now" != "$wanted" ] || exit 0
  printf '%s\n' "$now" | while read -r _ path _; do
    if [ ! -L "$path" ] || printf '%s\n' "$wanted" | grep -qF "link $path "; then continue; fi
    rm -f "$path"
    case $path in *.wants/* | *.requires/* | *.upholds/*) rmdir "${path%/*}" 2>/dev/null || true ;; esac
  done
  while [ $# != 0 ]; do
    if [ "$(readlink "$1")" != "$2" ]; then
      (umask 022 && mkdir -p "${1%/*}")
      rm -f "$1"
      ln -s -- "$2" "$1"
    fi
    shift 2
  done
  flush_file_system "${EVENKEEL_UNITS:-/etc/systemd/system}"
  systemctl daemon-reload
)
