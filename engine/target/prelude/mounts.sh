# Where file systems are mounted.

# Sets mount_table. A shell would read the file byte by byte.
read_mounts() {
  mount_table=$(cat /proc/self/mountinfo 2>/dev/null) || mount_table=
}

# find_mount FOLDER, without links, after read_mounts: sets mount, mount_number and mount_type.
find_mount() {
  mount='' mount_number='' mount_type=''
  sought=${1%/}/
  case $sought in *[\\\ ]*) sought=$(printf '%s' "$sought" | sed 's/\\/\\134/g; s/ /\\040/g') ;; esac
  set -f
  IFS=$newline
  for line in $mount_table; do
    point=${line#* * * * }
    point=${point%% *}
    case $sought in "${point%/}"/*) ;; *) continue ;; esac
    [ "${#point}" -ge "${#mount}" ] || continue
    mount=$point mount_number=${line%% *} mount_type=${line#* - }
    mount_type=${mount_type%% *}
  done
  unset IFS
  set +f
  point=$mount
  decode_point
  mount=$point
}

# is_mount_point FILE: as /etc/hosts is in a container.
is_mount_point() (
  case $1 in *[\\\ ]*) set -- "$(printf '%s' "$1" | sed 's/\\/\\134/g; s/ /\\040/g')" ;; esac
  read_mounts
  case $mount_table in *" $1 "*) ;; *) exit 1 ;; esac
  set -f
  IFS=$newline
  for line in $mount_table; do
    point=${line#* * * * }
    [ "${point%% *}" != "$1" ] || exit 0
  done
  exit 1
)

# The mount points, one a line.
mount_points() {
  while read -r _ _ _ _ point _; do
    decode_point
    printf '%s\n' "$point"
  done </proc/self/mountinfo
}

# holds_mount PATH: whether it is a mount point, or has one below it.
holds_mount() (
  real=$(cd -P "$1" 2>/dev/null && pwd -P) || exit 1
  case "
$(mount_points)
" in *"
$real
"* | *"
$real/"*) exit 0 ;; esac
  exit 1
)
