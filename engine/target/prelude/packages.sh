# Packages, by apt or dnf.
# $EVENKEEL_HOME/packages/NAME is the record of an installation: `before` lists the packages that were there, `brought`
# the packages that came, `mark` is there if the package itself was already installed.

# Prints installed, config-files, unfinished or absent.
read_package() {
  if has dpkg-query; then
    sum_up_states "$(dpkg-query -W -f '${db:Status-Status};' "$1" 2>/dev/null)"
    echo "$package_state"
  elif has rpm; then
    if rpm -q "$1" >/dev/null 2>&1; then echo installed; else echo absent; fi
  else
    fail 'packages need apt or dnf, and this host has neither'
  fi
}

# sum_up_states STATES: sets package_state to the word for a package; dpkg has one state, with a semicolon, for each architecture.
sum_up_states() {
  case $1 in
    *half-* | *unpacked*) package_state=unfinished ;;
    *triggers-* | installed\;* | *\;installed\;*) package_state=installed ;;
    *config-files*) package_state=config-files ;;
    *) package_state=absent ;;
  esac
}

# preview_package NAME present|absent ANSWER: prints what an installation or a removal would bring along, in the package
# manager's words. ANSWER is what read_package printed. apt writes no caches here.
preview_package() (
  if [ "$2" = present ] && [ "$3" != installed ]; then
    if has apt-get; then apt_simulate install "$1"; else dnf -C --assumeno --setopt=install_weak_deps=False install "$1"; fi
  elif [ "$2" = absent ] && [ "$3" = installed ]; then
    if has apt-get; then apt_simulate remove "$1"; else rpm -e --test "$1"; fi
  fi 2>&1 || true
)

# Prints the names of all packages, incompletely installed ones too, sorted; without the architecture if it is the host's.
list_packages() (
  if has dpkg-query; then
    own=$(dpkg --print-architecture)
    dpkg-query -W -f '${db:Status-Status} ${binary:Package}\n' |
      sed -e '/^not-installed /d' -e '/^config-files /d' -e "s/:$own\$//" -e 's/^[^ ]* //'
  else
    rpm -qa --qf '%{NAME}.%{ARCH}\n' | grep -v '^gpg-pubkey\.'
  fi | LC_ALL=C sort -u
)

# keep_package NAME: before a removal, so that an undo can install the same version, also without a network.
keep_package() (
  record=$EVENKEEL_HOME/packages/$1
  if [ -e "$record/mark" ] || ! has apt-get; then exit 0; fi
  # shellcheck disable=SC2046 # names of packages are words
  apt_fetch "$(aside_folder "package-$1")/debs" "$1" $(list_brought "$record")
)

# A package that this run, or the run that it rolls back, has removed comes back with its version, data and accounts.
# shellcheck disable=SC2086 # names of packages are words
install_package() (
  record=$EVENKEEL_HOME/packages/$1
  state=$(read_package "$1")
  umask 077
  if [ "$state" != installed ]; then leave_at_boot 'packages are installed'; fi
  kept=$(kept_aside "package-$1")
  if [ -n "$kept" ]; then
    bring_package_back "$1" "$state" "$kept"
    exit 0
  fi
  if [ -e "$record/brought" ]; then
    [ "$state" != installed ] || exit 0
    rm -rf "$record"
  fi
  # Only the same step may continue a record: with an older list, packages of others would be taken for ours.
  made_by=
  if [ -e "$record/step" ]; then read -r made_by <"$record/step" || true; fi
  if [ "$made_by" != "$EVENKEEL_STEP" ]; then rm -rf "$record"; fi
  mkdir -p "$record"
  printf '%s\n' "$EVENKEEL_STEP" >"$record/step"
  if [ ! -e "$record/before" ]; then
    if [ "$state" = installed ]; then mark_of "$1" | remember "$record/mark"; fi
    list_placed | remember "$record/placed"
    list_folders | remember "$record/folders"
    cut -d : -f 1 /etc/passwd | remember "$record/accounts"
    list_packages | remember "$record/before"
  fi
  umask 022
  if has apt-get; then apt_install "$1" "$state"; else dnf_install "$1" "$state"; fi
  [ "$(read_package "$1")" = installed ] || fail "$1 is still not installed"
  umask 077
  brought=$(list_brought "$record")
  note_copied "$record" $brought
  if [ ! -e "$record/mark" ]; then note_data "$record" "$1" $brought; fi
  printf '%s\n' $brought | remember "$record/brought"
)

# bring_package_back NAME STATE ASIDE: with the record of its first installation. Can be repeated from anywhere.
bring_package_back() {
  began_from "$3" "package-$1"
  if [ "$2" != installed ]; then
    bring_data "$3"
    (umask 077 && list_versions "$3" | remember "$3/versions")
    if ! has apt-get; then dnf_install "$1" "$2"; elif ! apt_install_kept "$1" "$3"; then
      (umask 022 && apt_install "$1" "$2")
    fi
    [ "$(read_package "$1")" = installed ] || fail "$1 is still not installed"
  fi
  if [ -e "$3/versions" ]; then settle_versions "$3"; fi
  if has apt-get; then apt_mark_kept "$3"; fi
  record=$EVENKEEL_HOME/packages/$1
  if [ -d "$3/record" ]; then
    rm -rf "$record"
    mkdir -p "$EVENKEEL_HOME/packages"
    cp -R "$3/record" "$record"
  elif [ ! -e "$record/before" ]; then
    rm -rf "$record"
  fi
  end_aside "$3"
}

# list_brought RECORD: prints the packages that came since `before` was written, also after an incomplete installation.
list_brought() (
  if [ -e "$1/brought" ]; then
    cat "$1/brought"
  elif [ -e "$1/before" ]; then
    list_packages | LC_ALL=C comm -13 "$1/before" -
  fi
)

# remove_package NAME HOW: purge; remove, which leaves its configuration; or as-brought, which purges only packages that
# evenkeel installed. Also removes the packages that came with it and that nothing else needs.
# shellcheck disable=SC2086 # names of packages are words
remove_package() (
  record=$EVENKEEL_HOME/packages/$1
  if [ -e "$record/mark" ]; then
    if has apt-mark; then apt-mark "$(cat "$record/mark")" "$1" >/dev/null; fi
    rm -rf "$record"
    exit 0
  fi
  how=$2
  if at_boot; then shield_from_services; fi
  if [ "$how" = as-brought ]; then
    how=remove
    if [ -e "$record/before" ]; then how=purge; fi
  fi
  if has apt-get; then apt_finish; fi
  companions=$(list_brought "$record")
  note_copied "$record" $companions
  own=$(list_own_folders "$record" "$1" $companions)
  aside=$(aside_folder "package-$1")
  begin_data "$record" "$aside" "$1" $companions
  note_units "$aside" "$1" $companions
  if has apt-get; then apt_remove "$1" "$how" "$aside" $companions; else rpm_remove "$1" "$aside" $companions; fi
  if [ "$how" = purge ]; then
    remove_copied "$record"
    remove_own_folders "$own"
  fi
  end_data "$aside"
  if at_boot; then systemd_now daemon-reload; else forget_gone_units "$aside"; fi
  put_record_aside "$record" "$aside"
)

# An undo needs the record of what was there before the first installation. A folder without `before` holds only lists of
# this removal.
put_record_aside() (
  umask 077
  if [ -e "$1/before" ] && [ ! -e "$2/record" ]; then
    rm -rf "$2/record.new"
    cp -R "$1" "$2/record.new"
    mv -T "$2/record.new" "$2/record"
  fi
  rm -rf "$1"
)

# note_units ASIDE PACKAGE…: the units that go with them. A removal that is done again finds a part gone already.
note_units() (
  aside=$1
  shift
  {
    cat "$aside/units" 2>/dev/null || true
    units_of "$@"
  } | LC_ALL=C sort -u | remember "$aside/units"
)

# forget_gone_units ASIDE: resets those that have failed, as in the scripts of their package, and went with it: they would
# stay listed, and systemd would call the host degraded.
# shellcheck disable=SC2046,SC2086 # names of units are words
forget_gone_units() (
  runs_systemd || exit 0
  set -f
  set -- $(cat "$1/units" 2>/dev/null)
  if [ $# = 0 ]; then exit 0; fi
  failed=$(failed_units "$@")
  case $failed in
    *' loaded'*)
      systemctl daemon-reload
      failed=$(failed_units "$@")
      ;;
  esac
  printf '%s\n' "$failed" | while read -r unit loaded; do
    case $loaded in not-found | masked) systemctl -q reset-failed "$unit" || true ;; esac
  done
)

# failed_units UNIT…: prints `UNIT LOADED` for those that have failed.
failed_units() (
  {
    systemctl show -p Id -p LoadState -p ActiveState "$@" 2>/dev/null || true
    echo
  } | while IFS= read -r property; do
    case $property in
      Id=*) unit=${property#*=} ;;
      LoadState=*) loaded=${property#*=} ;;
      ActiveState=*) active=${property#*=} ;;
      '')
        if [ "${active:-}" = failed ]; then printf '%s %s\n' "$unit" "$loaded"; fi
        active=''
        ;;
    esac
  done
)

# Prints the units of packages, also those that systemd makes of init scripts, and a pattern for those of a template.
units_of() {
  if has dpkg-query; then dpkg-query -L "$@"; else rpm -ql "$@"; fi 2>/dev/null |
    sed -n -e 's#@\.#@*.#' -e 's#^/etc/init\.d/\([^/]*\)$#\1.service#p' \
      -e 's#^.*/lib/systemd/system/\([^/]*\.[a-z]*\)$#\1#p' |
    LC_ALL=C sort -u
}
