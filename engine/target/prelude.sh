# evenkeel: the words in which probes and steps on a host are written. POSIX sh: dash, busybox sh and bash run it.
# Functions with ( ) as their body keep their variables to themselves. Probes, read_…, already run in a subshell of
# their own and need none; starting a process is what costs on a host, so they start as few as they can.

# Every refusal looks alike and ends the script.
fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

# Many questions below are whether a tool is there.
has() {
  command -v "$1" >/dev/null 2>&1
}

# --- files -----------------------------------------------------------------------------------------------------------

digest_of() {
  set -- "$(sha256sum <"$1")"
  printf '%s\n' "${1%% *}"
}

# Sets mode, owner, group and size; owner and group are numbers where the account has no name.
inspect() {
  set -- $(stat -c '%a %U %u %G %g %s' "$1")
  mode=$1 owner=$2 group=$4 size=$6
  [ "$owner" != UNKNOWN ] || owner=$3
  [ "$group" != UNKNOWN ] || group=$5
}

# What is at a path; refuses where a file could not stand.
read_file() {
  if [ -L "$1" ]; then fail "$1 is a symbolic link to $(readlink "$1"); a regular file is needed there"; fi
  if [ -d "$1" ]; then fail "$1 is a directory; a regular file is needed there"; fi
  if [ ! -e "$1" ]; then echo absent; return; fi
  [ -f "$1" ] || fail "$1 is a device, a socket or a pipe; a regular file is needed there"
  inspect "$1"
  digest=$(sha256sum <"$1")
  echo "file $mode $owner $group ${digest%% *} $size"
}

# The diff's left side: a small file that is another than the one wanted, as $answered by read_file.
show_file() (
  wanted=$2
  case $answered in "file "*) set -- "$1" $answered ;; *) exit 0 ;; esac
  if [ "$6" != "$wanted" ] && [ "$7" -le 65536 ]; then base64 <"$1"; fi
)

# True where nobody but root (or, in a test, the one who runs this) can replace an entry on the way to a folder.
only_root_writes() (
  at=$1
  while :; do
    set -- $(stat -L -c '%u %g %a' "$at") || exit 1
    [ "$1" = 0 ] || [ "$1" = "$(id -u)" ] || exit 1
    case $3 in
    *[2367]) case $3 in [1357]???) ;; *) exit 1 ;; esac ;;
    *[2367]?) case $3 in [1357]???) ;; *) [ "$2" = 0 ] || exit 1 ;; esac ;;
    esac
    [ "$at" != / ] || exit 0
    at=${at%/*}
    at=${at:-/}
  done
)

# Goes into the folder of a path, so that no link can be put under a later command. Sets folder, base and staging,
# the folder in which a candidate is written: the same one, or the step's own where others could meddle with it.
enter_folder_of() {
  folder=${1%/*}
  folder=${folder:-/}
  base=${1##*/}
  [ -d "$folder" ] || fail "$folder is not a directory, so $1 cannot be made"
  cd -P "$folder" || fail "cannot enter $folder"
  staging=$folder
  if only_root_writes "$folder" && only_root_writes "$(pwd -P)"; then return 0; fi
  [ "$(pwd -P)" = "$folder" ] ||
    fail "others than root can write on the way to $1, and a symbolic link leads from there to $(pwd -P)"
  staging=$EVENKEEL_STEP
  [ "$(stat -c %d .)" = "$(stat -c %d "$staging")" ] ||
    fail "others than root can write to $folder, and it is on another file system than $staging"
}

# Data first, then the name: after a crash there is the old file or the new one, never half of it.
flush() {
  sync "$1" 2>/dev/null || sync
}

# Names of a candidate and a previous file: no include pattern such as *.conf or * matches them.
name_leftovers() {
  candidate=$staging/.$base.evenkeel
  previous=$staging/.$base.evenkeel-previous
  rm -f "$candidate" "$previous"
}

# Runs the user's validator, in which % stands for the candidate.
validate() (
  cd /
  sh -c "$1" validate "$2" </dev/null >&2
)

# put_file PATH CONTENT MODE OWNER GROUP WHEN VALIDATOR: atomically; WHEN is never, before or after the rename.
put_file() (
  enter_folder_of "$1"
  name_leftovers
  [ ! -d "./$base" ] || [ -L "./$base" ] || fail "$1 is a directory; a regular file is needed there"
  (umask 077 && set -C && cat "$2" >"$candidate") || fail "cannot write $candidate"
  chown "$4:$5" "$candidate" && chmod "$3" "$candidate" || { rm -f "$candidate"; exit 1; }
  if [ "$6" = before ]; then
    validate "$7" "$candidate" || { rm -f "$candidate"; fail "$1 stays as it is: its validator refused the new one"; }
  fi
  flush "$candidate"
  if [ "$6" = after ] && [ -e "./$base" ]; then ln "./$base" "$previous"; fi
  mv -fT "$candidate" "./$base"
  relabel "./$base"
  if [ "$6" = after ]; then confirm_or_put_back "$1" "$7"; fi
  flush .
  reread_units_for "$1"
)

# remove_file PATH WHEN VALIDATOR
remove_file() (
  if [ ! -d "${1%/*}/" ]; then exit 0; fi
  enter_folder_of "$1"
  name_leftovers
  if [ -d "./$base" ] && [ ! -L "./$base" ]; then fail "$1 is a directory, not a file"; fi
  if [ "$2" = after ] && [ -e "./$base" ]; then ln "./$base" "$previous"; fi
  rm -f "./$base"
  if [ "$2" = after ]; then confirm_or_put_back "$1" "$3"; fi
  flush .
  reread_units_for "$1"
)

# For validators that only see the whole configuration, such as nginx -t.
confirm_or_put_back() {
  if validate "$2" "$1"; then
    rm -f "$previous"
    return 0
  fi
  if [ -e "$previous" ]; then mv -fT "$previous" "./$base"; else rm -f "./$base"; fi
  flush .
  fail "$1 is as it was again: its validator refused the change"
}

# systemd knows of a unit that comes, goes or is masked only once it has read its units again; scripts of packages that
# stop a unit fail until then.
reread_units_for() {
  case $1 in
  /etc/systemd/system/*) if [ -d /run/systemd/system ]; then systemctl daemon-reload; fi ;;
  esac
}

# SELinux labels follow the place, not the file that was moved there.
relabel() {
  if has restorecon; then restorecon "$1" 2>/dev/null || true; fi
}

# Puts a before-image into the store of contents, under its digest.
keep_file() (
  kept=$EVENKEEL_BLOBS/$2
  if [ -e "$kept" ]; then exit 0; fi
  umask 077
  mkdir -p "$EVENKEEL_BLOBS"
  cat "$1" >"$EVENKEEL_BLOBS/.$2"
  if [ "$(digest_of "$EVENKEEL_BLOBS/.$2")" != "$2" ]; then
    rm -f "$EVENKEEL_BLOBS/.$2"
    fail "$1 has changed since it was read"
  fi
  flush "$EVENKEEL_BLOBS/.$2"
  mv -fT "$EVENKEEL_BLOBS/.$2" "$kept"
)

# --- locks -----------------------------------------------------------------------------------------------------------

# Who holds a lock on one of these files, by name, so that a person knows what to wait for.
lock_holders() (
  for file; do
    [ -e "$file" ] || continue
    inode=$(stat -c %i "$file")
    while read -r _ _ _ _ pid where _; do
      case $where in *:"$inode") echo "$file is held by process $pid ($(cat "/proc/$pid/comm" 2>/dev/null))" ;; esac
    done </proc/locks
  done
)

# Two minutes are enough for a nightly upgrade to end, and short enough for a person who waits.
wait_for_locks() (
  left=120
  while holders=$(lock_holders "$@") && [ -n "$holders" ]; do
    [ "$left" -gt 0 ] || fail "waited 120 seconds: $holders"
    sleep 1
    left=$((left - 1))
  done
)

# --- packages --------------------------------------------------------------------------------------------------------
# $EVENKEEL_HOME/packages/NAME remembers what an installation brought: `before` lists the packages that were there,
# `brought` those that came, `mark` is there where the package itself was already installed.

# installed, config-files, unfinished or absent
read_package() {
  if has dpkg-query; then
    case $(dpkg-query -W -f '${db:Status-Status};' "$1" 2>/dev/null) in
    *half-* | *unpacked*) echo unfinished ;;
    *triggers-* | installed\;* | *\;installed\;*) echo installed ;;
    *config-files*) echo config-files ;;
    *) echo absent ;;
    esac
  elif has rpm; then
    if rpm -q "$1" >/dev/null 2>&1; then echo installed; else echo absent; fi
  else
    fail 'packages need apt or dnf, and this host has neither'
  fi
}

# What an installation or a removal would bring along, in the package manager's words, of a package in the state that
# read_package $answered. apt writes no caches here.
preview_package() (
  if [ "$2" = present ] && [ "$answered" != installed ]; then
    if has apt-get; then apt_simulate install "$1"; else dnf -C --assumeno --setopt=install_weak_deps=False install "$1"; fi
  elif [ "$2" = absent ] && [ "$answered" = installed ]; then
    if has apt-get; then apt_simulate remove "$1"; else rpm -e --test "$1"; fi
  fi 2>&1 || true
)

apt_simulate() {
  apt-get -s -o Debug::NoLocking=1 -o APT::Get::AutomaticRemove=false -o APT::Install-Recommends=false \
    -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= "$@"
}

# Names of all packages that are there, cut-off ones too, sorted; those of the host's own architecture without it.
list_packages() (
  if has dpkg-query; then
    own=$(dpkg --print-architecture)
    dpkg-query -W -f '${db:Status-Status} ${binary:Package}\n' |
      sed -e '/^not-installed /d' -e '/^config-files /d' -e "s/:$own\$//" -e 's/^[^ ]* //'
  else
    rpm -qa --qf '%{NAME}.%{ARCH}\n' | grep -v '^gpg-pubkey\.'
  fi | LC_ALL=C sort -u
)

install_package() (
  record=$EVENKEEL_HOME/packages/$1
  state=$(read_package "$1")
  umask 077
  if [ -e "$record/brought" ]; then
    [ "$state" != installed ] || exit 0
    rm -rf "$record"
  fi
  # Only this very step may go on where it was cut off: an older list would make foreign packages ours.
  if [ "$(cat "$record/step" 2>/dev/null)" != "$EVENKEEL_STEP" ]; then rm -rf "$record"; fi
  mkdir -p "$record"
  printf '%s\n' "$EVENKEEL_STEP" >"$record/step"
  if [ ! -e "$record/before" ]; then
    if [ "$state" = installed ]; then mark_of "$1" >"$record/mark"; fi
    list_placed >"$record/placed"
    list_packages >"$record/.before"
    flush "$record/.before"
    mv "$record/.before" "$record/before"
  fi
  umask 022
  if has apt-get; then apt_install "$1" "$state"; else dnf_install "$1" "$state"; fi
  [ "$(read_package "$1")" = installed ] || fail "$1 is still not installed"
  umask 077
  list_brought "$record" >"$record/.brought"
  list_copied "$record" >"$record/copied"
  flush "$record/.brought"
  mv "$record/.brought" "$record/brought"
)

# What came since the list of before was made; computed again where an installation was cut off.
list_brought() (
  if [ -e "$1/brought" ]; then
    cat "$1/brought"
  elif [ -e "$1/before" ]; then
    list_packages | LC_ALL=C comm -13 "$1/before" -
  fi
)

# remove_package NAME HOW: purge; remove, which leaves its configuration; or as-brought, which purges only what
# evenkeel installed. Takes along what came with it and nothing else needs.
remove_package() (
  record=$EVENKEEL_HOME/packages/$1
  if [ -e "$record/mark" ]; then
    if has apt-mark; then apt-mark "$(cat "$record/mark")" "$1" >/dev/null; fi
    rm -rf "$record"
    exit 0
  fi
  how=$2
  if [ "$how" = as-brought ]; then
    how=remove
    if [ -e "$record/before" ]; then how=purge; fi
  fi
  if has apt-get; then apt_finish; fi
  companions=$(list_brought "$record")
  if has apt-get; then apt_remove "$1" "$how" $companions; else rpm_remove "$1" $companions; fi
  if [ "$how" = purge ]; then remove_copied "$record"; fi
  rm -rf "$record"
)

# Where the scripts of packages place files that no package owns.
list_placed() {
  find /etc /opt /srv /var/www -xdev 2>/dev/null | LC_ALL=C sort
}

# Of what was placed since, the folders and the copies of files that a package brought, such as nginx's first page:
# a purge leaves them. Anything else may be somebody's work. `DIGEST PATH`, for a folder `- PATH`.
list_copied() (
  if [ ! -e "$1/placed" ] || ! has dpkg-query; then exit 0; fi
  list_placed | LC_ALL=C comm -13 "$1/placed" - | while IFS= read -r path; do
    if dpkg-query -S "$path" >/dev/null 2>&1 || [ -L "$path" ]; then continue; fi
    if [ -d "$path" ]; then
      printf '%s %s\n' - "$path"
    elif [ -f "$path" ] && grep -q "^$(md5sum <"$path" | cut -c1-32) " /var/lib/dpkg/info/*.md5sums; then
      printf '%s %s\n' "$(digest_of "$path")" "$path"
    fi
  done
)

# Takes copies away that are still what they were, then folders in which nothing is left.
remove_copied() (
  [ -e "$1/copied" ] || exit 0
  LC_ALL=C sort -r -k 2 "$1/copied" | while read -r digest path; do
    if [ "$digest" = - ]; then
      rmdir "$path" 2>/dev/null || true
    elif [ -f "$path" ] && [ "$(digest_of "$path")" = "$digest" ]; then
      rm -f "$path"
    fi
  done
)

# What is installed is what was described and what it needs. Answers are never asked for, changed configuration stays,
# and nothing restarts behind our back.
apt_get() (
  export DEBIAN_FRONTEND=noninteractive APT_LISTCHANGES_FRONTEND=none NEEDRESTART_SUSPEND=1
  if apt-get -q -y -o DPkg::Lock::Timeout=120 -o Dpkg::Use-Pty=0 -o APT::Keep-Downloaded-Packages=false \
    -o APT::Get::AutomaticRemove=false -o APT::Install-Recommends=false \
    -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold \
    "$@" </dev/null; then exit 0; else status=$?; fi
  lock_holders /var/lib/dpkg/lock-frontend /var/lib/dpkg/lock /var/cache/apt/archives/lock >&2
  exit "$status"
)

apt_refresh() {
  wait_for_locks /var/lib/apt/lists/lock
  apt_get update
}

# apt takes what it does not know for a pattern, so only names that it knows get through.
apt_knows() {
  apt-cache policy "$1" 2>/dev/null | {
    read -r name && [ "$name" = "$1:" ] && grep -q '^  Candidate: [^(]'
  }
}

apt_install() {
  if [ "$2" = installed ]; then
    apt-mark manual "$1" >/dev/null
    return 0
  fi
  apt_finish
  apt_knows "$1" || apt_refresh
  apt_knows "$1" || fail "there is no package $1 in this host's package sources"
  apt_get --no-remove install "$1" >"$EVENKEEL_STEP/apt" 2>&1 || apt_install_again "$1"
  cat "$EVENKEEL_STEP/apt"
}

# Old package lists name files that are no longer there.
apt_install_again() {
  if grep -q -e 'Failed to fetch' -e 'Unable to fetch' "$EVENKEEL_STEP/apt"; then
    apt_refresh
    apt_get --no-remove install "$1"
  else
    cat "$EVENKEEL_STEP/apt" >&2
    return 1
  fi
}

# After a cut-off installation dpkg refuses everything until it has been brought to its end.
apt_finish() {
  if [ -n "$(dpkg --audit 2>/dev/null)" ] || [ -n "$(ls /var/lib/dpkg/updates)" ]; then
    wait_for_locks /var/lib/dpkg/lock-frontend /var/lib/dpkg/lock
    DEBIAN_FRONTEND=noninteractive dpkg --force-confdef --force-confold --configure -a </dev/null || true
  fi
}

# Of a package that was cut off while it was unpacked, dpkg asks for a new installation before it lets it go.
apt_drop_broken() (
  for package; do
    case $(dpkg-query -W -f '${db:Status-Eflag}' "$package" 2>/dev/null) in
    *reinstreq*) dpkg --purge --force-remove-reinstreq "$package" ;;
    esac
  done
)

mark_of() {
  if has apt-mark && [ -n "$(apt-mark showauto "$1")" ]; then echo auto; else echo manual; fi
}

# apt_remove NAME HOW COMPANION…
apt_remove() {
  name=$1
  how=$2
  shift 2
  apt_drop_broken "$name" "$@"
  mine=$(known_to_dpkg "$name" "$@")
  needing=$(apt_outsiders $(among "$name" $mine))
  [ -z "$needing" ] || fail "$name stays, as these need it, which evenkeel did not bring:" $needing
  going=$mine
  if [ -n "$(apt_outsiders $mine)" ]; then going=$(apt_unneeded $mine); fi
  if [ "$how" = remove ]; then
    set -- $(among "$name" $going)
    [ $# = 0 ] || apt_get remove "$@"
    going=$(without "$name" $going)
  fi
  set -- $going
  [ $# = 0 ] || apt_get purge "$@"
}

# The first word, if it is among the others.
among() (
  word=$1
  shift
  for other; do if [ "$other" = "$word" ]; then echo "$word"; fi; done
)

# The others but the first word.
without() (
  word=$1
  shift
  for other; do if [ "$other" != "$word" ]; then echo "$other"; fi; done
)

# apt fails for a name that is in no list and not on the host.
known_to_dpkg() (
  known=
  for package; do
    if [ "$(read_package "$package")" != absent ]; then known="$known $package"; fi
  done
  echo $known
)

# What would go or come besides $mine if these packages were purged.
apt_outsiders() (
  [ $# != 0 ] || exit 0
  apt_simulate purge "$@" 2>/dev/null |
    sed -n -e 's/^Purg \([^ ]*\).*/\1/p' -e 's/^Remv \([^ ]*\).*/\1/p' -e 's/^Inst \([^ ]*\).*/\1/p' |
    while read -r package; do
      case " $mine " in *" $package "*) ;; *) echo "$package" ;; esac
    done
)

# Of what came along, that which nothing else needs by now.
apt_unneeded() (
  for package; do
    needing=$(apt_outsiders "$package")
    if [ -z "$needing" ]; then echo "$package"; else echo "$package stays: needed by" $needing >&2; fi
  done
)

# dnf 4 and 5 hold one of these while they work.
dnf_wait() {
  wait_for_locks /var/lib/rpm/.rpm.lock /usr/lib/sysimage/rpm/.rpm.lock /run/dnf/rpmtransaction.lock
}

dnf_install() {
  [ "$2" != installed ] || return 0
  dnf_wait
  transaction=$(dnf --assumeno --setopt=install_weak_deps=False install "$1" 2>&1 </dev/null) || true
  case $transaction in *'
Removing'*) fail "installing $1 would remove other packages: $transaction" ;; esac
  dnf -y --setopt=install_weak_deps=False install "$1" </dev/null
}

# rpm takes away exactly what it is told to, or nothing.
rpm_remove() {
  name=$1
  shift
  dnf_wait
  set -- $(for package in "$name" "$@"; do
    case $package in "$name" | "$name".*) ;; *) if rpm -q "$package" >/dev/null 2>&1; then echo "$package"; fi ;; esac
  done)
  rpm -q "$name" >/dev/null 2>&1 || return 0
  if ! rpm -e --test "$name" "$@" >/dev/null 2>&1; then
    set -- $(for package; do if rpm -e --test "$name" "$package" >/dev/null 2>&1; then echo "$package"; fi; done)
  fi
  rpm -e "$name" "$@"
}

# --- services --------------------------------------------------------------------------------------------------------

unit_property() {
  systemctl show -p "$2" "$1" | sed -n "s/^$2=//p"
}

# Reading all units again takes seconds on a busy host: only where this one's files have changed.
reread_unit() {
  [ "$(unit_property "$1" NeedDaemonReload)" = no ] || systemctl daemon-reload
}

# LOADED ENABLED ACTIVE, such as `loaded enabled active`; absent where there is no such unit.
read_service() {
  [ -d /run/systemd/system ] || fail 'services need systemd, and this host does not run it'
  loaded='' enabled='' active=''
  for property in $(systemctl show -p LoadState -p UnitFileState -p ActiveState "$1"); do
    case $property in
    LoadState=*) loaded=${property#*=} ;;
    UnitFileState=*) enabled=${property#*=} ;;
    ActiveState=*) active=${property#*=} ;;
    esac
  done
  # A unit that is made from an init script is generated, and its links say whether it starts at boot.
  if [ "$enabled" = generated ] && [ -e "/etc/init.d/${1%.service}" ]; then
    enabled=$(systemctl is-enabled "$1" 2>/dev/null) || true
  fi
  case $loaded in
  not-found) echo absent ;;
  masked) fail "$1 is masked: somebody does not want it to run; systemctl unmask $1 allows it again" ;;
  loaded) echo "loaded ${enabled:-static} $active" ;;
  *) fail "systemd cannot load $1 ($loaded): $(systemctl status --no-pager -n 0 "$1" 2>&1)" ;;
  esac
}

# set_service UNIT enable|disable|- start|stop|-
set_service() (
  reread_unit "$1"
  loaded=$(unit_property "$1" LoadState)
  if [ "$loaded" = not-found ]; then
    case "$2 $3" in enable* | *start) fail "there is no unit $1" ;; esac
    exit 0
  fi
  unit=$(unit_property "$1" Id)
  if [ "$2" != - ]; then systemctl -q "$2" "$unit"; fi
  case $3 in
  start) systemctl start "$unit" || tell_unit "$unit"; unit_must_run "$unit" ;;
  stop) systemctl stop "$unit" ;;
  esac
)

# A start or a reload that returned is no proof: some services give up a moment later.
unit_must_run() (
  left=10
  while [ "$left" -gt 0 ]; do
    case $(unit_property "$1" ActiveState) in
    active) break ;;
    failed | inactive) tell_unit "$1" ;;
    esac
    sleep 1
    left=$((left - 1))
  done
  sleep 1
  [ "$(unit_property "$1" ActiveState)" = active ] || tell_unit "$1"
)

# The service's own last words are what a person needs.
tell_unit() {
  echo "$1 is $(unit_property "$1" ActiveState) ($(unit_property "$1" Result)); its last lines:" >&2
  journalctl -u "$1" -n 20 --no-pager -o cat >&2 2>/dev/null || systemctl status --no-pager "$1" >&2 || true
  exit 1
}

# trigger_service UNIT reload-or-restart|restart: one that died of a change is started again, one that rests rests.
trigger_service() (
  reread_unit "$1"
  case $(unit_property "$1" LoadState) in not-found | masked) exit 0 ;; esac
  case $(unit_property "$1" ActiveState) in
  inactive | deactivating) exit 0 ;;
  failed) systemctl reset-failed "$1"; systemctl start "$1" || tell_unit "$1" ;;
  *) systemctl "$2" "$1" || tell_unit "$1" ;;
  esac
  unit_must_run "$1"
)

# --- kernel ----------------------------------------------------------------------------------------------------------

# read_sysctl PROC_PATH DROP_IN: the value on one line each, with single spaces.
read_sysctl() {
  [ -e "$1" ] || { echo missing; return; }
  live=$(cat "$1") || fail "$1 cannot be read" # not by read: the kernel gives a value to one read of it, not to many
  drop_in=$2
  set -f
  set -- $live
  echo "live $*"
  if [ -e "$drop_in" ]; then
    find_setting_in "$drop_in"
    printf 'persisted %s\n' "$value"
  fi
}

# Sets value to what stands behind the = of a file's last line that is no comment.
find_setting_in() {
  value=''
  while IFS= read -r line || [ -n "$line" ]; do
    case ${line%%=*} in *[\#\;]* | "$line") continue ;; esac
    value=${line#*=}
    value=${value#"${value%%[! ]*}"}
  done <"$1"
}

write_sysctl() (
  printf '%s\n' "$2" >"$1" || fail "the kernel does not take $2 for $1"
)

# write_lines PATH LINE…: a small configuration file of our own.
write_lines() (
  path=$1
  shift
  (umask 077 && printf '%s\n' "$@" >"$EVENKEEL_STEP/lines")
  put_file "$path" "$EVENKEEL_STEP/lines" 0644 root root never ''
)

# The modules that a kernel has built in are never listed as loaded.
module_is_loaded() {
  [ -e "/sys/module/$1" ] ||
    grep -q -e "/$1\.ko" -e "/$(echo "$1" | tr _ -)\.ko" "/lib/modules/$(uname -r)/modules.builtin" 2>/dev/null
}

# read_module NAME LOAD_FILE OPTIONS_FILE
read_module() {
  if module_is_loaded "$1"; then echo 'loaded yes'; else echo 'loaded no'; fi
  if [ -e "$2" ]; then echo 'boot yes'; else echo 'boot no'; fi
  if [ -e "$3" ]; then sed -n 's/^options [^ ]* /options /p' "$3"; fi
}

# Remembers the modules that were loaded before, as those that come along go again too.
load_module() (
  if module_is_loaded "$1"; then exit 0; fi
  umask 077
  mkdir -p "$EVENKEEL_HOME/modules"
  cut -d ' ' -f 1 /proc/modules >"$EVENKEEL_HOME/modules/$1"
  modprobe "$1"
)

# Leaves what is used, and what was there before.
unload_module() (
  before=$EVENKEEL_HOME/modules/$1
  if [ -e "/sys/module/$1/initstate" ]; then
    rmmod "$1" 2>/dev/null || { echo "$1 stays loaded: something uses it"; exit 0; }
  fi
  [ -e "$before" ] || exit 0
  reverse_words $(modprobe --show-depends "$1" 2>/dev/null | sed -n 's/^insmod .*\/\([^/ ]*\)\.ko.*/\1/p' | tr - _) |
    while read -r module; do
      if grep -qx "$module" "$before" || [ ! -e "/sys/module/$module/initstate" ]; then continue; fi
      rmmod "$module" 2>/dev/null || echo "$module stays loaded: something uses it"
    done
  rm -f "$before"
)

# What comes last goes first.
reverse_words() {
  if [ $# = 0 ]; then return 0; fi
  (
    shift
    reverse_words "$@"
  )
  echo "$1"
}

# --- directories and links -------------------------------------------------------------------------------------------

read_directory() {
  if [ -L "$1" ]; then fail "$1 is a symbolic link to $(readlink "$1"); a directory is needed there"; fi
  if [ ! -e "$1" ]; then echo absent; return; fi
  [ -d "$1" ] || fail "$1 is not a directory, and a directory is needed there"
  inspect "$1"
  echo "directory $mode $owner $group"
}

# The directories above a path that miss, one a line, the highest first.
missing_above() (
  above=${1%/*}
  if [ -z "$above" ] || [ -d "$above" ]; then exit 0; fi
  missing_above "$above"
  printf '%s\n' "$above"
)

# Where it stands which directories were made on the way to one.
made_above() {
  printf '%s/directories/%s' "$EVENKEEL_HOME" "$(printf '%s' "$1" | sha256sum | cut -c1-64)"
}

# make_directory PATH MODE OWNER GROUP
make_directory() (
  missing=$(missing_above "$1")
  if [ -n "$missing" ]; then
    (umask 077 && mkdir -p "$EVENKEEL_HOME/directories" && printf '%s\n' "$missing" >>"$(made_above "$1")")
    printf '%s\n' "$missing" | while read -r above; do (enter_folder_of "$above" && mkdir -m 0755 "./$base"); done
  fi
  enter_folder_of "$1"
  [ -d "./$base" ] || mkdir -m 0700 "./$base"
  parent=$(pwd -P)
  cd -P "./$base"
  [ "$(pwd -P)" = "${parent%/}/$base" ] || fail "$1 is a symbolic link; a directory is needed there"
  chown "$3:$4" .
  chmod "0$2" . # five digits, so that a set-group-ID bit goes where it is not wanted
)

# Removes an empty directory, and those above it that were made for it.
remove_directory() (
  made=$(made_above "$1")
  if [ -d "$1" ] && [ ! -L "$1" ]; then
    rmdir "$1" 2>/dev/null || fail "$1 is not removed, as it is not empty: $(ls -A "$1" | head -n 20 | tr '\n' ' ')"
  fi
  [ -e "$made" ] || exit 0
  LC_ALL=C sort -ru "$made" | while read -r above; do
    if [ -d "$above" ]; then rmdir "$above" 2>/dev/null || echo "$above stays, as it is not empty"; fi
  done
  rm -f "$made"
)

read_link() {
  if [ -L "$1" ]; then echo "link $(readlink "$1")"; return; fi
  if [ -e "$1" ]; then fail "$1 is there and is not a symbolic link, so it is left alone"; fi
  echo absent
}

make_link() (
  enter_folder_of "$1"
  name_leftovers
  if [ -e "./$base" ] && [ ! -L "./$base" ]; then fail "$1 is there and is not a symbolic link"; fi
  ln -s "$2" "$candidate"
  mv -fT "$candidate" "./$base"
  relabel "./$base"
  flush .
  reread_units_for "$1"
)

remove_link() (
  if [ ! -L "$1" ]; then exit 0; fi
  enter_folder_of "$1"
  rm -f "./$base"
  flush .
  reread_units_for "$1"
)

# --- addresses and routes --------------------------------------------------------------------------------------------

# read_address ADDRESS INTERFACE
read_address() {
  has ip || fail 'addresses need the ip command (iproute2)'
  case $(ip -o address show dev "$2" 2>/dev/null) in
  *" $1 "*) echo 'live yes' ;;
  *) echo 'live no' ;;
  esac
}

remove_address() (
  if [ "$(read_address "$1" "$2")" = 'live yes' ]; then ip address del "$1" dev "$2"; fi
)

# read_route FAMILY NETWORK: the routes to exactly this network.
read_route() {
  has ip || fail 'routes need the ip command (iproute2)'
  ip -o "$1" route show exact "$2" | while IFS= read -r route; do printf 'route %s\n' "$route"; done
}

# remove_route FAMILY NETWORK [metric NUMBER]
remove_route() (
  family=$1
  shift
  if ip "$family" route show exact "$1" | grep -q .; then ip "$family" route del "$@" || true; fi
)

# What is enabled to run at boot, by the digest of its unit file.
read_boot_unit() {
  [ -d /run/systemd/system ] || fail 'to survive a reboot this needs systemd, and this host does not run it'
  unit=/etc/systemd/system/$1
  if [ -f "$unit" ] && [ -L "/etc/systemd/system/multi-user.target.wants/$1" ]; then
    echo "unit $(digest_of "$unit") $(stat -c %s "$unit")"
  fi
}

put_boot_unit() (
  put_file "/etc/systemd/system/$1" "$2" 0644 root root never ''
  systemctl -q --no-reload enable "$1"
  systemctl restart "$1"
)

remove_boot_unit() (
  if [ ! -e "/etc/systemd/system/$1" ]; then exit 0; fi
  systemctl -q disable --now "$1"
  remove_file "/etc/systemd/system/$1" never ''
)

# --- users -----------------------------------------------------------------------------------------------------------

read_user() {
  entry=$(getent passwd "$1") || { echo absent; return; }
  own=$(id -gn "$1")
  above_shell=${entry%:*}
  echo "home ${above_shell##*:}"
  echo "shell ${entry##*:}"
  echo "groups $(without "$own" $(id -nG "$1") | LC_ALL=C sort | tr '\n' ' ')"
}

# put_user NAME person|system OPTION…: remembers a home that it makes and a group that was there before.
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
    getent group "$name" >"$made/group"
    set -- -g "$name" "$@"
  fi
  home=$(home_among "$name" "$@")
  if [ "$kind" != system ] && [ ! -e "$home" ]; then printf '%s\n' "$home" >"$made/home"; fi
  umask 022
  useradd "$@" "$name"
)

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

# --- commands --------------------------------------------------------------------------------------------------------

read_command() {
  cd /
  if sh -c "$1" >/dev/null 2>&1 </dev/null; then echo done; else echo absent; fi
}

run_command() (
  cd /
  sh -e -c "$1" </dev/null
)
