# File systems that come later than an undo at boot, such as those with nofail or _netdev: an undo without them would
# write below the place where they are mounted.

# Sets mounted to where file systems are mounted, one a line between newlines: not /, and none without a disk or a server of
# its own.
look_at_mounts() {
  table=$(cat "$proc/self/mountinfo" 2>/dev/null)
  [ "$table" != "${table_before:-none yet}" ] || return 0
  table_before=$table mounted=$newline
  set -f
  IFS=$newline
  for line in $table; do
    type=${line#* - }
    case ${type%% *} in
      autofs | binfmt_misc | bpf | cgroup* | configfs | debugfs | dev* | efivarfs | fuse.lxcfs | fusectl | hugetlbfs) continue ;;
      mqueue | nsfs | overlay | proc | pstore | ramfs | rpc_pipefs | securityfs | squashfs | sysfs | tmpfs | tracefs) continue ;;
    esac
    point=${line#* * * * }
    point=${point%% *}
    decode_point
    [ "$point" = / ] || mounted=$mounted$point$newline
  done
  unset IFS
  set +f
}

# Writes the file systems of this host, before the first step, for the steps that may write anywhere.
note_all_mounts() {
  [ ! -e "$run/mounts" ] || return 0
  look_at_mounts
  printf '%s' "${mounted#"$newline"}" >"$run/mounts" && flush "$run/mounts"
}

# Writes the file systems that a step names, as they are before it, also those to which a symbolic link on a path leads.
note_mounts() { # STAGE STEP
  look_at_mounts
  [ "$mounted" != "$newline" ] || return 0
  find_named_mounts "$1" "$2"
  [ "$named" != "$newline" ] || return 0
  printf '%s' "${named#"$newline"}" >"$run/stages/$1/step-$2/mounts" && flush "$run/stages/$1/step-$2/mounts"
}

# Sets named, as look_at_mounts sets mounted.
find_named_mounts() { # STAGE STEP
  named=$newline
  paths=''
  eval "paths=\$paths_$2"
  set -f
  IFS=$newline
  # The paths that the controller has found in the step's text hold no blank unless they are quoted as a whole.
  for point in $mounted; do
    case $point in *[!A-Za-z0-9_.,:+@%=/-]*) find_in_text "$1" "$2" ;; esac
  done
  for path in $paths; do find_mounts_behind "$path"; done
  unset IFS
  set +f
}

find_in_text() { # STAGE STEP
  case $(sed -n "/^# $2: /,/^# $(($2 + 1)): /p" "$run/stages/$1/steps.sh") in
    *"$point"[!A-Za-z0-9_.-]*) named=$named$point$newline ;;
  esac
}

# Adds those on which the path lies once its links are followed, as far as it is there.
find_mounts_behind() { # PATH
  at=$1
  [ ! -L "$at" ] || [ -d "$at" ] || at=$(readlink -f "$at")
  while [ -n "$at" ] && [ ! -d "$at" ]; do at=${at%/*}; done
  [ -n "$at" ] || return 0
  cd -P "$at" 2>/dev/null || return 0
  real=$PWD
  cd /
  for point in $mounted; do
    case $real/ in "$point"/*) ;; *) continue ;; esac
    case $named in *"$newline$point$newline"*) ;; *) named=$named$point$newline ;; esac
  done
}

# Whether the undo of a step has to wait for a file system; writes which one to the log of the undo. At boot, a step that may
# write anywhere waits for all of the host.
lacks_mount() { # STAGE STEP
  set -- "$1" "$2" "$run/stages/$1/step-$2/mounts"
  [ -z "${EVENKEEL_AT_BOOT:-}" ] || ! may_write_anywhere "$1" "$2" || set -- "$1" "$2" "$3" "$run/mounts"
  folder=$run/stages/$1/step-$2
  shift 2
  for list in "$@"; do
    [ -s "$list" ] || continue
    while IFS= read -r lacking; do
      is_mounted "$lacking" || {
        mkdir -p "$folder"
        printf '\n%s\n' "$lacking is not mounted: this step is undone when it is" >"$folder/undo.log"
        true >"$run/unmounted"
        return 0
      }
    done <"$list"
  done
  return 1
}

may_write_anywhere() { # STAGE STEP
  grep -q "^# $2: . \(package\|user\|command\) " "$run/stages/$1/steps.sh"
}

# A file system with an automount unit comes when somebody looks; at boot it may wait for the network.
is_mounted() { # FOLDER
  ! is_in_table "$1" || return 0
  [ -z "${EVENKEEL_AT_BOOT:-}" ] || return 1
  timeout 30 ls -d "$1/." >/dev/null 2>&1
  is_in_table "$1"
}

is_in_table() { # FOLDER
  look_at_mounts
  case $mounted in *"$newline$1$newline"*) ;; *) return 1 ;; esac
}
