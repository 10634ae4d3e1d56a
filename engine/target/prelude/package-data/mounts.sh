# Data of packages on file systems of their own, which stays where it is. The scripts of packages would empty such a file
# system, and then fail at its mount point. So a purge runs in a mount namespace of its own, in which it is not mounted.
#
# If a mount point is deleted there, the kernel unmounts everywhere what is mounted on it. For that time, each has a second
# mount below held_folder, from which it is mounted in its place again. Nothing may be deleted below that folder: it is in
# /run, so that a reboot ends it.

held_folder() { echo /run/evenkeel/held; }

# points_among: prints the mount points at and below the paths on standard input, sorted, none below another one.
points_among() {
  points=$(mount_points | LC_ALL=C sort -u)
  while IFS= read -r path; do
    real=$path
    if [ -d "$path" ]; then real=$(cd -P "$path" && pwd -P) || continue; fi
    printf '%s\n' "$points" | while IFS= read -r point; do
      case $point/ in "$real"/*) printf '%s\n' "$point" ;; esac
    done
  done | tr / '\001' | LC_ALL=C sort -u | tr '\001' / | without_nested
}

# beyond_mounts COMMAND…: runs a program without the mounts that the file hidden_mounts lists; as it is, if there are none.
# What is unmounted is no business of helpers, servers and the list of mounts of this host: -i and -n.
# shellcheck disable=SC2016 # the inner shell expands it
beyond_mounts() {
  if [ ! -s "${hidden_mounts:-}" ]; then
    "$@"
    return
  fi
  unshare -m sh -c '
    mount -n --make-rprivate / || exit 125
    while IFS= read -r point; do
      while mountpoint -q "$point"; do umount -n -i -l "$point" || exit 125; done
    done <"$1"
    shift
    exec "$@"' beyond-mounts "$hidden_mounts" "$@"
}

# can_hide FILE: whether a program can run without the mounts that it lists. An automount would not come back.
can_hide() (
  hidden_mounts=$1
  if [ ! -s "$1" ]; then exit 0; fi
  for tool in unshare mount umount mountpoint; do has "$tool" || exit 1; done
  ! automounts_on "$1" || exit 1
  beyond_mounts true >/dev/null 2>&1
)

# automounts_on FILE: whether one of the mount points that it lists is an automount, also below what is mounted there.
automounts_on() {
  while read -r _ _ _ _ point rest; do
    case $rest in *' - autofs '*) ;; *) continue ;; esac
    decode_point
    if grep -qxF -e "$point" "$1"; then return 0; fi
  done </proc/self/mountinfo
  return 1
}

# keep_and_purge ASIDE COMMAND…: keeps what COMMAND may delete, and runs it. What it starts by beyond_mounts reaches no data
# on file systems of its own.
keep_and_purge() (
  aside=$1
  shift
  hold_mounts "$aside"
  trap 'release_mounts "$aside"' EXIT
  hidden_mounts=$aside/mounts
  keep_data "$aside"
  "$@"
  trap - EXIT
  release_mounts "$aside"
)

# hold_mounts ASIDE: mounts what is mounted at and below its roots a second time.
hold_mounts() (
  umask 077
  release_mounts "$1"
  if [ ! -e "$1/roots" ]; then exit 0; fi
  points_among <"$1/roots" | remember "$1/mounts"
  refuse_unhidden "$1/mounts"
  name_held "$1"
  while IFS= read -r point; do
    number=$((number + 1))
    mkdir -p "$held"
    if [ -d "$point" ]; then mkdir -p "$held/$number"; else : >"$held/$number"; fi
    { mount -n --rbind "$point" "$held/$number" && mount -n --make-rprivate "$held/$number"; } ||
      fail "$point cannot be mounted a second time, so nothing that may delete it is started"
  done <"$1/mounts"
)

# Sets held, the folder of the second mounts of this thing, and number, that of the first.
name_held() { # ASIDE
  held=${1#"$EVENKEEL_HOME/aside/"}
  held=$(held_folder)/$(printf '%s' "$held" | tr / .)
  number=0
}

refuse_unhidden() { # FILE
  if can_hide "$1"; then return 0; fi
  read -r point <"$1"
  fail "$point is a file system of its own, which this host cannot hide from a removal that may delete what is in it: unmount it first"
}

# release_mounts ASIDE: what is not mounted in its place any more is again. It can be repeated from anywhere.
release_mounts() (
  if [ ! -s "$1/mounts" ]; then exit 0; fi
  name_held "$1"
  while IFS= read -r point; do
    number=$((number + 1))
    if is_mount_point "$held/$number"; then put_mount "$1" "$point" "$held/$number"; fi
    # Never more than an empty folder or file.
    if [ -d "$held/$number" ]; then rmdir "$held/$number"; elif [ -e "$held/$number" ]; then rm "$held/$number"; fi
  done <"$1/mounts"
  if [ -d "$held" ]; then rmdir "$held"; fi
)

# put_mount ASIDE POINT PLACE
put_mount() {
  if ! is_mount_point "$2"; then
    if [ -d "$3" ]; then put_folder "$1" "$2"; else put_placeholder "$1" "$2"; fi
    mount -n --rbind "$3" "$2" || fail "$2 is not mounted any more: its data is in $3, from where it can be mounted again"
  fi
  umount -n -i -l "$3"
}

# put_folder ASIDE PATH: with those above it, and with the modes and owners that were kept of them.
put_folder() (
  if [ -d "$2" ]; then exit 0; fi
  put_folder "$1" "${2%/*}"
  (umask 022 && mkdir "$2")
  { printf '%s\n' "$1" && stores_of "$1"; } | while IFS= read -r store; do
    if [ -d "$store/files$2" ]; then
      chown --reference="$store/files$2" "$2"
      chmod --reference="$store/files$2" "$2"
    fi
  done
)

# put_placeholder ASIDE FILE: the file on which another one is mounted.
put_placeholder() (
  put_folder "$1" "${2%/*}"
  if [ -e "$2" ]; then exit 0; fi
  { printf '%s\n' "$1" && stores_of "$1"; } | while IFS= read -r store; do
    if [ -f "$store/files$2" ]; then cp -a "$store/files$2" "$2"; fi
  done
  [ -e "$2" ] || : >"$2"
)

# tell_mounts ASIDE: names what stays.
tell_mounts() {
  if [ ! -s "$1/mounts" ]; then return 0; fi
  while IFS= read -r point; do
    tell_kept "$(one_line "$point") ($(kilobytes_of "$point") KB) is a file system of its own, and stays as it is"
  done <"$1/mounts"
}
