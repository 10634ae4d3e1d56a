# Accounts.

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

# put_user NAME person|system OPTION…: records a home that it makes, and a group that was there before.
put_user() (
  name=$1
  kind=$2
  shift 2
  if getent passwd "$name" >/dev/null; then
    [ $# = 0 ] || usermod "$@" "$name"
    exit 0
  fi
  has useradd || fail 'accounts need useradd'
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
  if [ "$kind" != system ] && [ ! -e "$home" ]; then printf '%s\n' "$home" | remember "$made/home"; fi
  umask 022
  useradd "$@" "$name"
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

remove_user() (
  made=$EVENKEEL_HOME/users/$1
  if getent passwd "$1" >/dev/null; then
    if [ -e "$made/home" ]; then userdel -r "$1" 2>&1; else userdel "$1"; fi
  fi
  if [ -e "$made/group" ] && ! getent group "$1" >/dev/null; then groupadd -g "$(cut -d : -f 3 "$made/group")" "$1"; fi
  rm -rf "$made"
)
