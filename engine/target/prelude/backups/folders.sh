# The folders in which backups are kept, one on each mount.

# Sets here and backups, the folder for what the current folder holds, and is_volatile if a reboot empties that file system.
find_backups() {
  here=$PWD
  is_volatile='' backups=$home_backups
  read_mounts
  [ -n "$mount_table" ] || return 0
  find_mount "${home_backups%/*}"
  home_mount=$mount_number
  find_mount "$here"
  [ "$mount_number" != "$home_mount" ] || return 0
  backups=${mount%/}/.evenkeel
  case $mount_type in tmpfs | ramfs) is_volatile=yes ;; esac
}

# Makes that folder. Others must not be able to replace it.
make_backups() {
  [ -d "$home_backups" ] || mkdir -m 0700 "$home_backups" || fail "$home_backups cannot be made"
  if ! is_there "$backups"; then
    above=${backups%/*}
    ! others_replace "${above:-/}" ||
      fail "others than root can write to ${above:-/}, so no backup of a file below it can be kept there"
    mkdir -m 0700 "$backups" || fail "$backups cannot be made, in which backups are kept"
  fi
  # shellcheck disable=SC2046 # the fields of stat are words
  set -- $(stat -c '%a %d' "$backups" .)
  { [ ! -L "$backups" ] && [ -d "$backups" ] && [ -O "$backups" ] && [ "$1" = 700 ]; } ||
    fail "$backups is not a folder that only root can enter, so no backup can be kept there"
  [ "$2" = "$4" ] ||
    fail "$here is a subvolume that is not mounted by itself, so it has no place for backups"
  if [ "$backups" != "$home_backups" ] && ! grep -qxF "$backups" "$EVENKEEL_HOME/backup-folders" 2>/dev/null; then
    printf '%s\n' "$backups" >>"$EVENKEEL_HOME/backup-folders"
  fi
}

others_replace() {
  [ ! -k "$1" ] || return 1
  [ -O "$1" ] || return 0
  case $(stat -L -c %a "$1") in *[2367] | *[2367]?) return 0 ;; esac
  case $(LC_ALL=C ls -ldL "$1") in [!\ ]*+\ *) acls_let_others_write "$1" ;; *) return 1 ;; esac
}
