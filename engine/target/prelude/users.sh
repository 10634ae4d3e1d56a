# Accounts.
# $EVENKEEL_HOME/users/NAME is the record of an account that evenkeel made: `home` and `mail` are the paths that came with
# it, `contents` describes the home as it came, `group` is the line of a group that was there before.

# shellcheck disable=SC2046 # names of groups are words
read_user() {
  entry=$(getent passwd "$1") || {
    echo absent
    return
  }
  own=$(id -gn "$1")
  above_shell=${entry%:*}
  echo "home ${above_shell##*:}"
  echo "shell ${entry##*:}"
  echo "groups $(without "$own" $(id -nG "$1") | LC_ALL=C sort | tr '\n' ' ')"
}

# put_user NAME person|system OPTION…: records a home that it makes, and a group that was there before. An account that
# this run, or the run that it rolls back, has removed comes back as it was.
put_user() (
  name=$1
  kind=$2
  shift 2
  has useradd || fail 'accounts need useradd'
  kept=$(kept_aside "user-$name")
  if [ -n "$kept" ]; then
    bring_user_back "$name" "$kept"
    exit 0
  fi
  if getent passwd "$name" >/dev/null; then
    if [ "$direction" != undo ]; then read_user "$name" | remember "$EVENKEEL_STEP/found-account"; fi
    [ $# = 0 ] || usermod "$@" "$name"
    exit 0
  fi
  if [ "$kind" = system ]; then set -- -r -M "$@"; else set -- -m "$@"; fi
  umask 077
  made=$EVENKEEL_HOME/users/$name
  rm -rf "$made"
  mkdir -p "$made"
  if getent group "$name" >/dev/null; then
    getent group "$name" | remember "$made/group"
    set -- -g "$name" "$@"
  fi
  home=$(home_among "$name" "$@")
  mail=$(mail_of "$name")
  if [ "$kind" != system ] && [ ! -e "$home" ]; then printf '%s\n' "$home" | remember "$made/home"; fi
  if [ ! -e "$mail" ]; then printf '%s\n' "$mail" | remember "$made/mail"; fi
  umask 022
  useradd "$@" "$name"
  umask 077
  if [ -e "$made/home" ]; then describe_tree "$home" | remember "$made/contents"; fi
)

# home_among NAME OPTION…: prints the home that useradd would make.
home_among() (
  home=/home/$1
  shift
  while [ $# -gt 1 ]; do
    if [ "$1" = -d ]; then home=$2; fi
    shift
  done
  printf '%s' "$home"
)

mail_of() {
  if [ -d /var/mail ]; then echo "/var/mail/$1"; else echo "/var/spool/mail/$1"; fi
}

# describe_tree FOLDER: equal texts mean that nobody has changed anything in it. No program can set the time of a file's
# last change of any kind (ctime) as it likes.
describe_tree() (
  cd -P "$1" && TZ=UTC find . -exec stat -c '%n %f %u %g %i %h %z' {} + | LC_ALL=C sort
)

remove_user() (
  name=$1
  # When the host was read, the account was not there; when the step came, it was.
  if [ "$direction" = undo ] && [ -e "$EVENKEEL_STEP/found-account" ] && ! came_with_package "$name"; then
    put_found_account "$name" "$EVENKEEL_STEP/found-account"
    exit 0
  fi
  made=$EVENKEEL_HOME/users/$name
  aside=$(aside_folder "user-$name")
  umask 077
  if getent passwd "$name" >/dev/null; then
    keep_account "$name" /etc "$aside/account"
    if [ -d "$made" ] && [ ! -e "$aside/made" ]; then
      rm -rf "$aside/made.new"
      cp -R "$made" "$aside/made.new"
      mv "$aside/made.new" "$aside/made"
    fi
    begin_aside "$aside"
    userdel "$name" 2>&1
  fi
  if [ -e "$made/home" ]; then take_home "$(cat "$made/home")" "$made" "$aside"; fi
  if [ -e "$made/mail" ]; then take_mail "$(cat "$made/mail")" "$aside"; fi
  if [ -e "$made/group" ] && ! getent group "$name" >/dev/null; then groupadd -g "$(cut -d : -f 3 "$made/group")" "$name"; fi
  rm -rf "$made"
)

# put_found_account NAME FILE: what read_user printed of it.
put_found_account() (
  name=$1
  getent passwd "$name" >/dev/null || exit 0
  while read -r word value; do
    case $word in
      home) set -- "$@" -d "$value" ;;
      shell) set -- "$@" -s "$value" ;;
      groups) set -- "$@" -G "$(printf '%s' "$value" | tr ' ' ,)" ;;
    esac
  done <"$2"
  shift 2
  usermod "$@" "$name"
)

# came_with_package NAME: the scripts of a package that this run has installed make an account of that name. A purge may
# leave it.
came_with_package() (
  name=$1
  for record in "$EVENKEEL_HOME/packages"/*; do
    case $(cat "$record/step" 2>/dev/null) in "$EVENKEEL_RUN"/*) ;; *) continue ;; esac
    if [ ! -s "$record/accounts" ] || grep -qxF "$name" "$record/accounts"; then continue; fi
    # shellcheck disable=SC2046 # names of packages are words
    set -- "${record##*/}" $(list_brought "$record")
    if { known_of preinst "$@" && known_of postinst "$@" && sysusers_of "$@"; } 2>/dev/null | grep -qwF -e "$name"; then exit 0; fi
  done
  exit 1
)

# Prints what packages let systemd-sysusers make.
sysusers_of() {
  known_of list "$@" | grep '/sysusers\.d/' | while IFS= read -r path; do cat "$path"; done
}

# preview_user_removal NAME: prints `aside KILOBYTES FOLDER PATH` for what has changed since the account was made, and
# `stays KILOBYTES PATH` for a home that cannot be moved.
preview_user_removal() (
  made=${EVENKEEL_HOME:-/var/lib/evenkeel}/users/$1
  if [ -e "$made/home" ]; then
    home=$(cat "$made/home")
    if holds_mount "$home"; then
      printf 'stays %s %s\n' "$(kilobytes_of "$home")" "$home"
    elif has_changed_tree "$home" "$made/contents"; then
      printf 'aside %s %s %s\n' "$(kilobytes_of "$home")" "$(aside_root "$home")" "$home"
    fi
  fi
  if [ -e "$made/mail" ]; then
    mail=$(cat "$made/mail")
    if [ -s "$mail" ]; then printf 'aside %s %s %s\n' "$(kilobytes_of "$mail")" "$(aside_root "$mail")" "$mail"; fi
  fi
)

# has_changed_tree FOLDER DESCRIPTION: also if nobody could describe it when it came.
has_changed_tree() (
  if [ -L "$1" ] || [ ! -d "$1" ]; then
    [ -e "$1" ] || [ -L "$1" ]
    exit
  fi
  now=$(describe_tree "$1") || exit 0
  [ "$now" != "$(cat "$2" 2>/dev/null)" ]
)

# take_home PATH MADE ASIDE
take_home() (
  if [ ! -e "$1" ] && [ ! -L "$1" ]; then exit 0; fi
  if holds_mount "$1"; then
    tell_kept "$(one_line "$1") ($(kilobytes_of "$1") KB) stays: it is a mount point, or holds one"
    exit 0
  fi
  begin_aside "$3"
  if has_changed_tree "$1" "$2/contents"; then
    place=$(store_for "$1" "$3")/home
    note_aside "$3" "$(kilobytes_of "$1")" "$1" "$place"
  else
    place=$3/home
  fi
  printf '%s\n' "$place" | remember "$3/home.place"
  mv -T "$1" "$place"
  flush "${1%/*}/"
)

# take_mail PATH ASIDE
take_mail() (
  if [ ! -s "$1" ]; then
    rm -f "$1"
    exit 0
  fi
  begin_aside "$2"
  place=$(store_for "$1" "$2")/mail
  note_aside "$2" "$(kilobytes_of "$1")" "$1" "$place"
  printf '%s\n' "$place" | remember "$2/mail.place"
  mv -T "$1" "$place"
)

# bring_user_back NAME ASIDE: the account with its numbers, password, groups and home. Can be repeated from anywhere.
bring_user_back() (
  began_from "$2" "user-$1"
  if [ -d "$2/account" ]; then put_account "$1" "$2/account"; fi
  made=$EVENKEEL_HOME/users/$1
  if [ -d "$2/made" ]; then
    for what in home mail; do
      if [ -e "$2/$what.place" ]; then put_back "$(cat "$2/$what.place")" "$(cat "$2/made/$what")"; fi
    done
    (umask 077 && mkdir -p "$EVENKEEL_HOME/users" && rm -rf "$made" && cp -R "$2/made" "$made")
    home=$(cat "$made/home" 2>/dev/null) || home=
    # A home that nobody had changed is as it came, although its times are new.
    if [ "$(cat "$2/home.place" 2>/dev/null)" = "$2/home" ] && ! grep -qF " $2/home" "${2%/*}/index" 2>/dev/null && [ -d "$home" ]; then
      (umask 077 && describe_tree "$home" | remember "$made/contents")
    fi
  fi
  end_aside "$2"
)

# put_back PLACE PATH: moves what was moved aside.
put_back() (
  if [ ! -e "$1" ] && [ ! -L "$1" ]; then exit 0; fi
  if [ -e "$2" ] || [ -L "$2" ]; then fail "$2 is there, so what was moved aside from there stays in $1"; fi
  mv -T "$1" "$2"
  flush "${2%/*}/"
)
