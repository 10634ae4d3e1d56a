# Kernel settings. The kernel writes others along with some of them: these are a family, which is read and restored as one.

# read_sysctl PROC_PATH DROP_IN FORMER_DROP_IN [MEMBER…]: prints each value on one line, with single spaces. A MEMBER is
# the path of a setting, or a pattern for those of all interfaces, such as /proc/sys/net/ipv4/conf/*/forwarding.
read_sysctl() {
  [ -e "$1" ] || {
    echo missing
    return
  }
  own=$1
  live=$(value_of "$1") || fail "$1 cannot be read"
  printf 'live %s\n' "$live"
  for drop_in in "$2" "$3"; do
    if [ -e "$drop_in" ]; then
      find_setting_in "$drop_in"
      printf 'persisted %s\n' "$value"
      break
    fi
  done
  shift 3
  read_family "$own" "$@"
}

# Prints a setting with single spaces.
# shellcheck disable=SC2086 # the fields of the value are words
value_of() (
  value=$(cat "$1") || exit 1 # not with `read`: the kernel gives a value to one read(2) only
  set -f
  set -- $value
  printf '%s\n' "$*"
)

# Sets key and value to the texts before and after the = in a file's last line that is no comment.
find_setting_in() {
  key='' value=''
  while IFS= read -r line || [ -n "$line" ]; do
    case ${line%%=*} in *[\#\;]* | "$line") continue ;; esac
    key=${line%%=*}
    key=${key%"${key##*[! ]}"}
    value=${line#*=}
    value=${value#"${value%%[! ]*}"}
  done <"$1"
}

# read_family OWN [MEMBER…]: prints `also PROC_PATH VALUE` for each setting but OWN. Of the interfaces, it prints only those
# that differ from `default`: an interface that comes or goes meanwhile, such as a container's, changes nothing then.
read_family() (
  own=$1
  shift
  for member; do
    case $member in
      */\*/*) read_interfaces "${member%%/\**}" "${member##*/}" "$own" ;;
      "$own") ;;
      *) if now=$(value_of "$member" 2>/dev/null); then printf 'also %s %s\n' "$member" "$now"; fi ;;
    esac
  done
)

# read_interfaces FOLDER KEY OWN, for read_family. No interface has a colon in its name.
read_interfaces() {
  usual=$(value_of "$1/default/$2" 2>/dev/null) || usual=''
  if [ -n "$usual" ] && [ "$1/default/$2" != "$3" ]; then printf 'also %s %s\n' "$1/default/$2" "$usual"; fi
  grep -H '' "$1"/*/"$2" 2>/dev/null | while IFS= read -r line; do
    case ${line%%:*} in "$1/all/$2" | "$1/default/$2") continue ;; esac
    [ "${line#*:}" = "$usual" ] || printf 'also %s %s\n' "${line%%:*}" "${line#*:}"
  done
}

# A value that is there already is not written: for some settings even that makes the kernel write the family.
write_sysctl() ( # PROC_PATH VALUE
  [ "$(value_of "$1" 2>/dev/null)" != "$2" ] || exit 0
  printf '%s\n' "$2" >"$1" || fail "the kernel does not take $2 for $1"
)

# set_sysctl PROC_PATH VALUE DROP_IN [MEMBER…]: what evenkeel sets of the family by a drop-in file stays so.
set_sysctl() (
  path=$1
  described=
  if [ $# -gt 3 ]; then described=$(described_sysctls "${3%/*}"); fi
  write_sysctl "$1" "$2"
  shift 3
  for member; do
    printf '%s\n' "$described" | while read -r other setting; do
      # shellcheck disable=SC2254 # it is a pattern
      case $other in "$path") ;; $member) if [ -e "$other" ]; then write_sysctl "$other" "$setting"; fi ;; esac
    done
  done
)

# Prints the settings of evenkeel's drop-in files in a folder, as `PROC_PATH VALUE`.
described_sysctls() (
  for drop_in in "$1"/99-z[yz]-evenkeel-*.conf; do
    if [ ! -f "$drop_in" ]; then continue; fi
    find_setting_in "$drop_in"
    case $key in '' | *' '*) continue ;; esac
    printf '/proc/sys/%s %s\n' "$(printf '%s' "$key" | tr ./ /.)" "$value"
  done
)

# restore_sysctl PROC_PATH VALUE DROP_IN MEMBERS [PROC_PATH VALUE]…: the setting, and its family as it was; what evenkeel
# sets of it by a drop-in file has its own step. MEMBERS are separated by spaces.
# Each write may move others again, and the kernel refuses some values until others are written, such as 0 for
# vm.dirty_bytes: so this writes what differs until nothing does.
restore_sysctl() (
  path=$1 setting=$2 members=$4
  described=$(described_sysctls "${3%/*}")
  shift 4
  family=$(printf '%s %s\n' "$@")
  for _ in 1 2 3; do
    (write_sysctl "$path" "$setting") 2>/dev/null || true
    moved=$(list_moved "$path" "$members" "$family" "$described")
    if [ -z "$moved" ] && [ "$(value_of "$path")" = "$setting" ]; then exit 0; fi
    printf '%s\n' "$moved" | while read -r other was; do
      if [ -n "$was" ]; then (write_sysctl "$other" "$was") 2>/dev/null || true; fi
    done
  done
  write_sysctl "$path" "$setting"
  moved=$(list_moved "$path" "$members" "$family" "$described")
  [ -z "$moved" ] || fail "the kernel does not take these back: $moved"
)

# list_moved PROC_PATH MEMBERS FAMILY DESCRIBED: prints the members of a family that are not as they were, as
# `PROC_PATH VALUE`.
list_moved() {
  printf '%s\n' "$3" | while read -r other was; do
    is_as_before "$other" "$was" "$4" || printf '%s %s\n' "$other" "$as_it_was"
  done
  # Interfaces that were like `default`, or that have come since.
  read_family_of "$1" "$2" | while read -r _ other _; do
    usual=${other%/*/*}/default/${other##*/}
    if is_listed "$other" "$3" || [ "$other" = "$usual" ] || [ ! -e "$usual" ]; then continue; fi
    is_as_before "$other" "$(value_of "$usual")" "$4" || printf '%s %s\n' "$other" "$as_it_was"
  done
}

# shellcheck disable=SC2086 # members are words
read_family_of() ( # PROC_PATH MEMBERS
  set -f
  set -- "$1" $2
  set +f
  read_family "$@"
)

# is_as_before PROC_PATH VALUE DESCRIBED: sets as_it_was to VALUE, or to that of evenkeel's own drop-in file.
is_as_before() {
  as_it_was=$2
  if is_listed "$1" "$3"; then as_it_was=$listed; fi
  [ ! -e "$1" ] || [ "$(value_of "$1")" = "$as_it_was" ]
}

# is_listed PROC_PATH LINES: sets listed to the value.
is_listed() {
  while read -r listed_path listed; do
    [ "$listed_path" != "$1" ] || return 0
  done <<LINES
$2
LINES
  return 1
}
