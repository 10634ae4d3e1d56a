# Kernel settings.

# read_sysctl PROC_PATH DROP_IN: prints each value on one line, with single spaces.
# shellcheck disable=SC2086 # the fields of the value are words
read_sysctl() {
  [ -e "$1" ] || {
    echo missing
    return
  }
  live=$(cat "$1") || fail "$1 cannot be read" # not with `read`: the kernel gives a value to one read(2) only
  drop_in=$2
  set -f
  set -- $live
  echo "live $*"
  if [ -e "$drop_in" ]; then
    find_setting_in "$drop_in"
    printf 'persisted %s\n' "$value"
  fi
}

# Sets value to the text after the = in a file's last line that is no comment.
find_setting_in() {
  value=''
  while IFS= read -r line || [ -n "$line" ]; do
    case ${line%%=*} in *[\#\;]* | "$line") continue ;; esac
    value=${line#*=}
    value=${value#"${value%%[! ]*}"}
  done <"$1"
}

write_sysctl() ( # PROC_PATH VALUE
  printf '%s\n' "$2" >"$1" || fail "the kernel does not take $2 for $1"
)
