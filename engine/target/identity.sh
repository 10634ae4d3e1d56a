# Which process is which: the number of a process is used again, and everybody may give a process any name. Other scripts
# source this.

# Sets fields to what follows the name in the file stat of a process, such as `S 1 4711 4711 …`: state, parent, group,
# session, and more. Empty if there is no such process. A name may hold a newline, a bracket or a star; what follows it
# does not.
read_stat() { # FOLDER
  fields=
  stat_lines=
  {
    while IFS= read -r stat_line || [ -n "$stat_line" ]; do stat_lines="$stat_lines $stat_line"; done <"$1/stat"
  } 2>/dev/null || return 0
  case $stat_lines in *') '*) fields=${stat_lines##*') '} ;; esac
}

# Sets process_state, process_session, and process_start, in clock ticks after the boot, of a process; all of them are
# empty if it has ended.
# shellcheck disable=SC2034,SC2086 # other scripts use them; the fields become words
read_process() { # PID
  read_stat "/proc/$1"
  process_state=
  process_session=
  process_start=
  set -- $fields
  [ $# -ge 20 ] || return 0
  case $1 in Z | X | x) return 0 ;; esac
  process_state=$1
  process_session=$4
  shift 19
  process_start=$1
}

# Sets owner to the number of the user whom a process runs as; empty if there is no such process. The file is one line a
# field: the kernel writes a newline in a name as two characters.
read_owner() { # PID|self
  owner=
  {
    while read -r status_key owner _; do
      [ "$status_key" != Uid: ] || return 0
    done <"/proc/$1/status"
  } 2>/dev/null || :
  owner=
}

# Sets identity to what names a process for good: its number, its start, and the boot.
identify() { # PID
  read_clock
  read_process "$1"
  # shellcheck disable=SC2034,SC2154 # other scripts use it, and set boot
  identity="$1 $process_start $boot"
}

# Whether the process lives whose identity is in a file. A run of an older release wrote the number alone.
is_alive() { # FILE SCRIPT_OF_AN_OLDER_RELEASE
  holder=
  holder_start=
  holder_boot=
  { read -r holder holder_start holder_boot _ <"$1"; } 2>/dev/null || :
  case $holder in '' | *[!0-9]*) return 1 ;; esac
  read_process "$holder"
  [ -n "$process_state" ] || return 1
  read_owner self
  our_owner=$owner
  read_owner "$holder"
  [ "$owner" = "$our_owner" ] || return 1
  if [ -z "$holder_start" ]; then
    grep -q "$2" "/proc/$holder/cmdline" 2>/dev/null
    return
  fi
  read_clock
  [ "$holder_start" = "$process_start" ] && [ "$holder_boot" = "$boot" ]
}
