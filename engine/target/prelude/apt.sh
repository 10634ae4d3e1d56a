# Packages by apt and dpkg.

apt_simulate() {
  apt-get -s -o Debug::NoLocking=1 -o APT::Get::AutomaticRemove=false -o APT::Install-Recommends=false \
    -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= "$@"
}

# Installs only what was described and its dependencies. Asks no questions, keeps changed configuration, and lets nothing
# restart services.
# shellcheck disable=SC2030,SC2031 # these are for one call only
apt_get() (
  export DEBIAN_FRONTEND=noninteractive APT_LISTCHANGES_FRONTEND=none NEEDRESTART_SUSPEND=1
  if beyond_mounts apt-get -q -y -o DPkg::Lock::Timeout=120 -o Dpkg::Use-Pty=0 -o APT::Keep-Downloaded-Packages=false \
    -o APT::Get::AutomaticRemove=false -o APT::Install-Recommends=false \
    -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold \
    "$@" </dev/null; then
    exit 0
  else
    status=$?
  fi
  lock_holders /var/lib/dpkg/lock-frontend /var/lib/dpkg/lock /var/cache/apt/archives/lock >&2
  exit "$status"
)

apt_refresh() {
  wait_for_locks /var/lib/apt/lists/lock
  apt_get update
}

# apt takes an unknown name for a pattern, so only known names may reach it.
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
  apt_knows "$1" || {
    apt_refresh
    apt_knows "$1" || fail "there is no package $1 in this host's package sources"
  }
  apt_get --no-remove install "$1" >"$EVENKEEL_STEP/apt" 2>&1 || apt_install_again "$1"
  cat "$EVENKEEL_STEP/apt"
}

# If the package lists are old, they name files that no longer exist: reads new lists first.
apt_install_again() {
  if grep -q -e 'Failed to fetch' -e 'Unable to fetch' "$EVENKEEL_STEP/apt"; then
    apt_refresh
    apt_get --no-remove install "$1"
  else
    cat "$EVENKEEL_STEP/apt" >&2
    return 1
  fi
}

# After an incomplete installation dpkg refuses everything until that is completed.
apt_finish() {
  if [ -n "$(dpkg --audit 2>/dev/null)" ] || [ -n "$(ls /var/lib/dpkg/updates)" ]; then
    wait_for_locks /var/lib/dpkg/lock-frontend /var/lib/dpkg/lock
    DEBIAN_FRONTEND=noninteractive dpkg --force-confdef --force-confold --configure -a </dev/null || true
  fi
}

# dpkg removes a package that was incompletely unpacked only after a new installation, or by force.
apt_drop_broken() (
  dpkg-query -W -f '${db:Status-Eflag} ${binary:Package}\n' "$@" 2>/dev/null | sed -n 's/^reinstreq //p' |
    while read -r package; do dpkg --purge --force-remove-reinstreq "$package" </dev/null; done
)

mark_of() {
  if has apt-mark && [ -n "$(apt-mark showauto "$1")" ]; then echo auto; else echo manual; fi
}

# apt_remove NAME HOW ASIDE COMPANION…: in two steps, and keeps what the second may delete.
# shellcheck disable=SC2046,SC2086 # names of packages are words
apt_remove() {
  name=$1
  how=$2
  aside=$3
  shift 3
  apt_drop_broken "$name" "$@"
  mine=$(known_to_dpkg "$name" $(without "$name" "$@"))
  going=$mine
  # Each question costs apt half a second: if all can go, the package itself can.
  if [ -n "$(apt_outsiders "$mine" $mine)" ]; then
    needing=$(apt_outsiders "$mine" $(among "$name" $mine))
    [ -z "$needing" ] || fail "$name stays, as these need it, which evenkeel did not bring:" $needing
    going=$(apt_unneeded "$mine")
  fi
  # Of a removal that is done again, a part is gone already.
  if [ ! -e "$aside/auto" ]; then apt_mark_list $going | remember "$aside/auto"; fi
  apt_take remove $(installed_among $going)
  if [ "$how" = remove ]; then going=$(without "$name" $going); fi
  keep_and_purge "$aside" dpkg_purge $(known_to_dpkg $going)
}

# dpkg_purge PACKAGE…: of removed packages, which nothing needs. Without apt this does not read all lists again.
# shellcheck disable=SC2030,SC2031 # it is for this purge only
dpkg_purge() (
  if [ $# = 0 ]; then exit 0; fi
  wait_for_locks /var/lib/dpkg/lock-frontend /var/lib/dpkg/lock
  export DEBIAN_FRONTEND=noninteractive
  if beyond_mounts dpkg --purge "$@" </dev/null; then exit 0; fi
  apt_get purge "$@"
)

installed_among() { with_states ' installed unfinished ' "$@"; }

# with_states STATES PACKAGE…: prints those packages that are in one of these states, in the words of read_package.
with_states() (
  states=$1
  shift
  if [ $# = 0 ]; then exit 0; fi
  # A name may have an architecture.
  known=$(dpkg-query -W -f '${Package} ${Package}:${Architecture} ${db:Status-Status};\n' "$@" 2>/dev/null) || true
  set -f
  IFS=$newline
  for package; do
    found=
    for line in $known; do
      case $line in "$package "* | *" $package "*) found=$found${line##* } ;; esac
    done
    sum_up_states "$found"
    case $states in *" $package_state "*) echo "$package" ;; esac
  done
)

# Of these packages, prints those that apt would remove as soon as nothing needs them.
apt_mark_list() {
  if [ $# != 0 ]; then apt-mark showauto "$@"; fi
}

# apt_fetch FOLDER PACKAGE…: gets the installed versions, as far as the package sources still have them.
# shellcheck disable=SC2046 # names and versions of packages are words
apt_fetch() (
  folder=$1
  shift
  umask 077
  mkdir -p "$folder"
  cd "$folder" || exit
  set -- $(dpkg-query -W -f '${binary:Package}=${Version}\n' "$@" 2>/dev/null)
  # Without a package source, an undo installs what is there by then: that is no reason to stop.
  apt_download "$@" && exit 0
  # 124: its time was over, and it would be again.
  [ "$?" != 124 ] || exit 0
  for package; do apt_download "$package" || true; done
)

apt_download() {
  timeout 60 apt-get -q -o Acquire::Retries=0 -o Acquire::http::Timeout=10 -o Acquire::https::Timeout=10 \
    -o APT::Sandbox::User=root download "$@" </dev/null
}

# apt_install_kept NAME ASIDE: fails if not all of it can be installed.
apt_install_kept() (
  name=$1
  set -- "$2"/debs/*.deb
  [ -e "$1" ] || exit 1
  umask 022
  apt_get --no-remove --no-download install "$@" && [ "$(read_package "$name")" = installed ]
)

# apt_mark_kept ASIDE: apt marks each package that it installs by name.
# shellcheck disable=SC2046 # names of packages are words
apt_mark_kept() {
  if [ -s "$1/auto" ]; then (set -f && apt-mark auto $(cat "$1/auto") >/dev/null); fi
}

# apt_gone NAME: prints `gone VERSION` if no package source has the installed version.
apt_gone() {
  # The installed version has three stars; below each version are its sources, the last one dpkg's own list.
  apt-cache policy "$1" 2>/dev/null | sed -n '/^ \*\*\* /,/^ \{5\}[^ ]/p' | {
    read -r _ version _ || exit 0
    while read -r _ source _; do
      case $source in *://* | file:*) exit 0 ;; esac
    done
    printf 'gone %s\n' "$version"
  }
}

# apt_take remove|purge PACKAGE…
apt_take() {
  manner=$1
  shift
  if [ $# = 0 ]; then return 0; fi
  # shellcheck disable=SC2046 # names of units are words
  if at_boot; then (set -f && take_out_of_boot $(units_of "$@")); fi
  apt_get "$manner" "$@"
}

# Prints the names that dpkg knows: apt fails for a name that is in no list and not on the host.
known_to_dpkg() { with_states ' installed unfinished config-files ' "$@" | tr '\n' ' '; }

# apt_outsiders MINE PACKAGE…: prints the packages besides MINE that would be removed or installed if these were purged.
apt_outsiders() (
  mine=$1
  shift
  [ $# != 0 ] || exit 0
  apt_simulate purge "$@" 2>/dev/null |
    sed -n -e 's/^Purg \([^ ]*\).*/\1/p' -e 's/^Remv \([^ ]*\).*/\1/p' -e 's/^Inst \([^ ]*\).*/\1/p' |
    while read -r package; do
      case " $mine " in *" $package "*) ;; *) echo "$package" ;; esac
    done
)

# apt_unneeded MINE: prints the packages of MINE that no other package needs.
# shellcheck disable=SC2086 # names of packages are words
apt_unneeded() (
  for package in $1; do
    needing=$(apt_outsiders "$1" "$package")
    if [ -z "$needing" ]; then echo "$package"; else echo "$package stays: needed by" $needing >&2; fi
  done
)
