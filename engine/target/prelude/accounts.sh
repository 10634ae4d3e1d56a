# The lines of an account in the files of /etc, kept for an undo: numbers, password and its age, groups, and the ranges of
# numbers for containers.

# line_of NAME FILE: prints the line of an account, if the file has one.
line_of() {
  if [ ! -r "$2" ]; then return 0; fi
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in "$1:"*) printf '%s\n' "$line" ;; esac
  done <"$2"
}

# groups_with NAME FILE: prints the names of the groups that list an account as a member.
groups_with() {
  while IFS=: read -r group _ _ members || [ -n "$group" ]; do
    case ",$members," in *",$1,"*) printf '%s\n' "$group" ;; esac
  done <"$2"
}

# keep_account NAME ETC FOLDER: once; all of it or nothing.
keep_account() (
  if [ -d "$3" ]; then exit 0; fi
  umask 077
  rm -rf "$3.new"
  mkdir -p "$3.new"
  for file in passwd shadow subuid subgid; do line_of "$1" "$2/$file" >"$3.new/$file"; done
  [ -s "$3.new/passwd" ] || fail "$1 is not an account of this host itself, but of a directory service"
  groups_with "$1" "$2/group" >"$3.new/groups"
  own=$(cut -d : -f 4 "$3.new/passwd")
  while IFS= read -r line; do
    gid=${line#*:*:}
    if [ "${gid%%:*}" = "$own" ]; then printf '%s\n' "$line"; fi
  done <"$2/group" >"$3.new/group"
  for file in "$3.new"/*; do flush "$file"; done
  mv -T "$3.new" "$3"
  flush "${3%/*}"
)

# put_account NAME FOLDER: makes the account as it was kept, without its home. Fails if it is not the same afterwards.
put_account() (
  name=$1
  IFS=: read -r _ _ uid gid comment home shell <"$2/passwd"
  if ! getent passwd "$name" >/dev/null; then
    ! getent passwd "$uid" >/dev/null || fail "the number $uid of $name belongs to $(id -nu "$uid") by now"
    put_group_of "$2/group"
    # Without -r it would give the account new ranges of numbers, and a mailbox.
    useradd -r -M -N -u "$uid" -g "$gid" -c "$comment" -d "$home" -s "$shell" "$name" 2>&1
  fi
  while IFS= read -r group; do
    if getent group "$group" >/dev/null; then
      case " $(id -nG "$name") " in *" $group "*) ;; *) usermod -a -G "$group" "$name" ;; esac
    else
      echo "$name was in the group $group, which is gone"
    fi
  done <"$2/groups"
  if [ -s "$2/shadow" ]; then put_password "$name" "$2/shadow"; fi
  put_ranges "$name" "$2/subuid" /etc/subuid -v
  put_ranges "$name" "$2/subgid" /etc/subgid -w
  [ "$(line_of "$name" /etc/passwd)" = "$(cat "$2/passwd")" ] || fail "the account $name is not the same as before"
)

put_group_of() (
  IFS=: read -r group _ gid _ <"$1" || exit 0
  if getent group "$group" >/dev/null; then exit 0; fi
  ! getent group "$gid" >/dev/null || fail "the number $gid of the group $group belongs to another one by now"
  groupadd -g "$gid" "$group"
)

# put_password NAME FILE: by standard input, as everybody can read arguments.
put_password() (
  name=$1
  IFS=: read -r _ hash last least most warn inactive expire _ <"$2"
  if [ -n "$hash" ]; then printf '%s:%s\n' "$name" "$hash" | chpasswd -e; else passwd -q -d "$name"; fi
  chage -d "${last:--1}" -m "${least:--1}" -M "${most:--1}" -W "${warn:--1}" -I "${inactive:--1}" -E "${expire:--1}" "$name"
  [ "$(line_of "$name" /etc/shadow)" = "$(cat "$2")" ] || fail "the password of $name is not the same as before"
)

# put_ranges NAME KEPT FILE OPTION
put_ranges() (
  while IFS=: read -r _ first count; do
    if [ -n "$count" ] && ! grep -qxF "$1:$first:$count" "$3" 2>/dev/null; then
      usermod "$4" "$first-$((first + count - 1))" "$1"
    fi
  done <"$2"
)
