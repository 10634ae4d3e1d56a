# Packages by dnf and rpm.

# dnf 4 and 5 lock one of these files while they work.
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

# rpm removes exactly the packages that it is given, or nothing.
# shellcheck disable=SC2046 # names of packages and units are words
rpm_remove() { # NAME ASIDE COMPANION…
  name=$1
  aside=$2
  shift 2
  dnf_wait
  set -- $(for package in "$name" "$@"; do
    case $package in "$name" | "$name".*) ;; *) if rpm -q "$package" >/dev/null 2>&1; then echo "$package"; fi ;; esac
  done)
  rpm -q "$name" >/dev/null 2>&1 || return 0
  if ! rpm -e --test "$name" "$@" >/dev/null 2>&1; then
    set -- $(for package; do if rpm -e --test "$name" "$package" >/dev/null 2>&1; then echo "$package"; fi; done)
  fi
  if at_boot; then (set -f && take_out_of_boot $(units_of "$name" "$@")); fi
  keep_and_purge "$aside" beyond_mounts rpm -e "$name" "$@"
  drop_saved_configuration "$aside"
}

# drop_saved_configuration ASIDE: rpm renames changed configuration, which is kept already.
drop_saved_configuration() (
  while IFS= read -r root; do
    if [ -f "$root.rpmsave" ]; then rm -f "$root.rpmsave"; fi
  done <"$1/roots"
)
