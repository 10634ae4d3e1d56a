# Whether a host can keep the records of its runs: the folder belongs to root alone, and survives a reboot. After
# identity.sh.

# Prints why the folder cannot be used; nothing if it can.
home_problem() ( # FOLDER
  if [ -L "$1" ]; then
    echo "$1 is a symbolic link, and has to be a directory"
    return
  fi
  at=$1
  while [ ! -e "$at" ]; do
    at=${at%/*}
    at=${at:-/}
  done
  cd -P "$at" 2>/dev/null || {
    echo "$at is not a directory"
    return
  }
  at=$(pwd -P)
  own=
  [ ! -e "$1" ] || own=$at
  others_write "$at" "$own" || is_volatile "$at"
)

# Whether somebody else than root, or in a test the user who runs it, can write FOLDER_OF_EVENKEEL, or replace a folder on
# the way. In a sticky folder nobody replaces what is another's. A mode also shows the most that an ACL lets anybody do.
others_write() { # FOLDER FOLDER_OF_EVENKEEL
  read_owner self
  part=$1
  while :; do
    # shellcheck disable=SC2046 # the fields become words
    set -- "$2" "$2" $(stat -c '%u %a' "${part:-/}")
    if [ "$3" != 0 ] && [ "$3" != "$owner" ]; then
      echo "${part:-/} belongs to the user with the number $3, and has to belong to root"
      return
    fi
    sticky=
    case $4 in [1357]???) [ "$part" = "$2" ] || sticky=yes ;; esac
    case $sticky$4 in
      yes*) ;;
      *[2367] | *[2367]?)
        echo "${part:-/} can be written by others than root"
        return
        ;;
    esac
    [ -n "$part" ] && [ "$part" != / ] || return 1
    part=${part%/*}
  done
}

# Whether the folder is on a file system that a reboot empties, or that a server has. The folder of a test may be there.
is_volatile() { # FOLDER
  if [ -n "${EVENKEEL_HOME:-}" ] && [ -z "${EVENKEEL_PROC:-}" ]; then return 1; fi
  longest=
  kind=
  while read -r _ _ _ _ point rest; do
    case $1/ in "${point%/}"/*) ;; *) continue ;; esac
    [ ${#point} -ge ${#longest} ] || continue
    longest=$point
    kind=${rest#* - }
    kind=${kind%% *}
  done <"${EVENKEEL_PROC:-/proc}/self/mountinfo"
  case $kind in
    tmpfs | ramfs) echo "$1 is in memory ($kind), and its content does not survive a reboot" ;;
    nfs* | cifs | smb* | ceph | fuse.glusterfs | fuse.sshfs) echo "$1 is on a server ($kind), which is not there at early boot" ;;
    *) return 1 ;;
  esac
}
