# File systems that come later than an undo at boot, such as those with nofail or _netdev: an undo without them would
# write below the place where they are mounted.

# Prints where each file system is mounted, one a line: not /, and none without a disk or a server of its own. The kernel
# writes a blank in a path as \040.
mounts() {
  [ -r "$proc/self/mountinfo" ] || return 0
  while read -r _ _ _ _ point options; do
    type=${options#* - }
    case ${type%% *} in
      autofs | binfmt_misc | bpf | cgroup* | configfs | debugfs | dev* | efivarfs | fuse.lxcfs | fusectl | hugetlbfs) ;;
      mqueue | nsfs | overlay | proc | pstore | ramfs | rpc_pipefs | securityfs | squashfs | sysfs | tmpfs | tracefs) ;;
      *) [ "$point" = / ] || printf '%b\n' "$point" ;;
    esac
  done <"$proc/self/mountinfo"
}

# Writes the file systems of this host, before the first step, for the steps that may write anywhere.
note_all_mounts() {
  [ -e "$run/mounts" ] || mounts >"$run/mounts"
}

# Writes the file systems that a step names, as they are before it, also those to which a symbolic link on a path leads.
note_mounts() { # STAGE STEP
  named=$(named_mounts "$1" "$2")
  [ -n "$named" ] || return 0
  mkdir -p "$run/stages/$1/step-$2" &&
    printf '%s\n' "$named" >"$run/stages/$1/step-$2/mounts" &&
    flush "$run/stages/$1/step-$2/mounts"
}

named_mounts() { # STAGE STEP
  all=$(mounts)
  [ -n "$all" ] || return 0
  text=$(sed -n "/^# $2: /,/^# $(($2 + 1)): /p" "$run/stages/$1/steps.sh")
  {
    printf '%s\n' "$all" | while IFS= read -r point; do
      case $text in *"$point"[!A-Za-z0-9_.-]*) printf '%s\n' "$point" ;; esac
    done
    paths_in "$text" | while IFS= read -r path; do mounts_behind "$path" "$all"; done
  } | sort -u
}

# Prints the absolute paths in a text of shell, one a line: quoted ones as a whole.
paths_in() {
  mark=$(printf '\001')
  printf '%s\n' "$1" | sed "s/'\\\\''/$mark/g" |
    grep -o -e "'/[^']*'" -e '/[A-Za-z0-9_.,:+@%=/-]*' | tr -d "'" | tr '\001' "'" | sort -u
}

# mounts_behind PATH MOUNTS: prints those on which the path lies once its links are followed, as far as it is there.
mounts_behind() {
  at=$1
  [ ! -L "$at" ] || [ -d "$at" ] || at=$(readlink -f "$at")
  while [ -n "$at" ] && [ ! -d "$at" ]; do at=${at%/*}; done
  [ -n "$at" ] || return 0
  real=$(cd -P "$at" 2>/dev/null && pwd -P) || return 0
  printf '%s\n' "$2" | while IFS= read -r point; do
    case $real/ in "$point"/*) printf '%s\n' "$point" ;; esac
  done
}

# Whether the undo of a step has to wait for a file system; writes which one to the log of the undo.
lacks_mount() { # STAGE STEP
  for list in "$run/stages/$1/step-$2/mounts" "$(mounts_of_any "$1" "$2")"; do
    [ -s "$list" ] || continue
    while IFS= read -r point; do
      is_mounted "$point" || {
        mkdir -p "$run/stages/$1/step-$2"
        printf '\n%s\n' "$point is not mounted: this step is undone when it is" >"$run/stages/$1/step-$2/undo.log"
        : >"$run/unmounted"
        return 0
      }
    done <"$list"
  done
  return 1
}

# Prints the list of all file systems of the host if this is at boot and the step may write anywhere.
mounts_of_any() { # STAGE STEP
  [ -n "${EVENKEEL_AT_BOOT:-}" ] || return 0
  ! grep -q "^# $2: . \(package\|user\|command\) " "$run/stages/$1/steps.sh" || echo "$run/mounts"
}

# A file system with an automount unit comes when somebody looks; at boot it may wait for the network.
is_mounted() { # FOLDER
  ! mounts | grep -qxF -e "$1" || return 0
  [ -z "${EVENKEEL_AT_BOOT:-}" ] || return 1
  timeout 30 ls -d "$1/." >/dev/null 2>&1
  mounts | grep -qxF -e "$1"
}
