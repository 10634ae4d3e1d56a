# On an unpacked host, the steps of runs that take an account or a package back, and of their
# undo. way-back.test.ts puts the prelude before it, and a call of take_account or take_package after it.

# begin RUN [ROLLED_BACK]: the steps that follow belong to this run.
begin() {
  export EVENKEEL_RUN="$EVENKEEL_HOME/runs/$1"
  export EVENKEEL_STEP="$EVENKEEL_RUN/stages/1/step-1"
  mkdir -p "$EVENKEEL_STEP"
  printf '{"run":"%s","rollbackOf":"%s"}\n' "$1" "${2:-}" >"$EVENKEEL_RUN/header.json"
}

# step FUNCTION WORD…: as the runner does it.
step() {
  code=''
  run_step "$@" || {
    echo "failed: $*"
    tail -n 20 /step.log
  }
}

# cut CODE FUNCTION WORD…: the same, and CODE ends it in the middle.
cut_step() {
  code=$1
  shift
  if run_step "$@"; then echo "not cut: $*"; fi
}

run_step() {
  EVENKEEL_CUT=$code sh -euc '
    umask 077
    . /prelude.sh
    eval "$EVENKEEL_CUT"
    "$@"' step "$@" </dev/null >/step.log 2>&1
}

note_host() {
  {
    find /etc /home /var/lib /var/log /var/mail /usr -xdev \( -path "$EVENKEEL_HOME" -o -path '/var/lib/dpkg' -o -path '/var/lib/apt' \
      -o -path '/var/log/apt' -o -path '/var/log/dpkg.log' -o -path '/var/lib/systemd' -o -path '/etc/ld.so.cache' \
      -o -path '/etc/passwd*' -o -path '/etc/group*' -o -path '/etc/shadow*' -o -path '/etc/gshadow*' -o -path '/etc/sub?id*' \) \
      -prune -o -printf '%p %y %m %U %G %l\n'
    find /etc/redis /etc/default /etc/init.d /home /var/lib/redis /var/log/redis -type f -exec sha256sum {} + 2>/dev/null
    cat /etc/passwd /etc/group /etc/shadow /etc/gshadow /etc/subuid /etc/subgid
    dpkg-query -W -f '${Package} ${Version} ${db:Status-Abbrev}\n'
    apt-mark showauto
  } | LC_ALL=C sort >"/host.$1"
}

# same_host WHEN EARLIER
same_host() {
  note_host now
  if cmp -s "/host.$2" /host.now; then
    echo "$1: as $2"
  else
    echo "$1: not as $2"
    diff "/host.$2" /host.now | grep '^[<>]' | head -n 20
  fi
}

take_account() {
  note_host before
  begin created
  step put_user app person -d /home/app -s /bin/bash -G adm,games
  note_host created
  step remove_user app
  same_host 'undo of what nobody changed' before
  begin again
  step put_user app person -d /home/app -s /bin/bash -G adm,games
  printf 'app:secret\n' | chpasswd
  chage -M 90 -E 2030-01-01 app
  usermod -v 7000000-7000099 app
  echo mine >/home/app/work
  inode=$(stat -c %i /home/app)
  note_host used
  begin back again
  step remove_user app
  same_host 'rollback' before
  cat "$EVENKEEL_RUN/events"
  step put_user app person
  same_host 'undo of the rollback' used
  [ "$(stat -c %i /home/app)" = "$inode" ] || echo 'another home'
  # shellcheck disable=SC2016 # the shell of the step expands it
  for cut in 'userdel() { exit 7; }' 'take_home() { exit 7; }' 'flush() { case $1 in /home*) exit 7 ;; esac; }'; do
    number=$((${number:-0} + 1))
    begin "cut-$number"
    cut_step "$cut" remove_user app
    step put_user app person
    same_host "undo of half a removal: $cut" used
    cut_step "$cut" remove_user app
    step remove_user app
    same_host 'a removal in two parts' before
    cut_step 'put_back() { exit 7; }' put_user app person
    step put_user app person
    same_host 'undo in two parts' used
  done
  begin third again
  step remove_user app
  begin fourth third
  step put_user app person
  same_host 'rollback of the rollback' used
  step remove_user app
  same_host 'its undo' before
  begin fifth third
  step put_user app person
  same_host 'another rollback of the rollback' used
  find "$EVENKEEL_HOME/aside" -name index
}

packages() { cp /var/cache/not-installed/*.deb "$1"; }

# As keep_package does it where there is a network.
keep_packages() {
  mkdir -p "$EVENKEEL_HOME/aside/$1/package-redis-server/debs"
  packages "$EVENKEEL_HOME/aside/$1/package-redis-server/debs"
}

take_package() {
  note_host before
  begin created
  packages /var/cache/apt/archives
  step install_package redis-server
  note_host created
  step remove_package redis-server purge
  same_host 'undo of what nobody changed' before
  if [ -e "$EVENKEEL_HOME/aside/created/index" ]; then cat "$EVENKEEL_HOME/aside/created/index"; fi
  begin again
  packages /var/cache/apt/archives
  # A new installation would not give its account the same number again.
  useradd -r -M between
  step install_package redis-server
  userdel between
  step preview_package_removal redis-server
  grep '^aside' /step.log
  (umask 022 && setpriv --reuid redis --regid redis --clear-groups sh -c 'echo data >/var/lib/redis/dump.rdb')
  echo '# edited' >>/etc/redis/redis.conf
  echo '# edited' >>/etc/default/redis-server
  echo mine >/etc/redis/mine.conf
  note_host used
  step preview_package_removal redis-server
  sed 's/^aside [0-9]* /aside /' /step.log
  begin back again
  keep_packages back
  step remove_package redis-server purge
  ls -d /etc/redis /var/lib/redis /etc/default/redis-server 2>/dev/null
  getent passwd redis
  sed 's/ ([0-9]* KB)//' "$EVENKEEL_RUN/events"
  same_host 'rollback' before
  step install_package redis-server
  same_host 'undo of the rollback' used
  for cut in 'dpkg_purge() { exit 7; }' 'dpkg_purge() { dpkg --purge redis-tools; exit 7; }' 'put_record_aside() { exit 7; }'; do
    number=$((${number:-0} + 1))
    begin "cut-$number"
    keep_packages "cut-$number"
    cut_step "$cut" remove_package redis-server purge
    step install_package redis-server
    same_host "undo of half a removal: $cut" used
  done
  begin parts
  keep_packages parts
  cut_step 'dpkg_purge() { dpkg --purge redis-tools; exit 7; }' remove_package redis-server purge
  step remove_package redis-server purge
  cut_step 'settle_versions() { exit 7; }' install_package redis-server
  step install_package redis-server
  same_host 'removal and undo in two parts each' used
  find "$EVENKEEL_HOME/aside" -name index
}

take_edited_package() {
  note_host before
  for place in before after; do
    begin "edited-$place"
    packages /var/cache/apt/archives
    # Somebody edits configuration while apt runs, and makes some.
    code='note_copied() { echo "# by hand" >>/etc/redis/redis.conf; }'
    if [ "$place" = after ]; then code="$code; note_data() { exit 7; }"; fi
    run_step install_package redis-server || echo "failed: edited-$place"
    note_host used
    keep_packages "edited-$place"
    step remove_package redis-server purge
    sed 's/ ([0-9]* KB)//' "$EVENKEEL_RUN/events"
    tail -n 1 "$EVENKEEL_HOME/aside/edited-$place/package-redis-server/files/etc/redis/redis.conf"
    same_host 'undo' before
  done
}

# The mounts of data, with what is on them.
note_mounted() {
  {
    cut -d ' ' -f 5-6 /proc/self/mountinfo
    find /run/evenkeel
    find /var/lib/redis /etc/redis/more -printf '%p %y %m %U %G %s %T@\n' -type f -exec sha256sum {} + 2>&1
  } | LC_ALL=C sort >"/mounted.$1"
}

# same_mounted WHEN
same_mounted() {
  note_mounted now
  if cmp -s /mounted.used /mounted.now; then echo "$1: mounted as used"; else diff /mounted.used /mounted.now; fi
}

take_mounted_package() {
  note_host before
  begin created
  packages /var/cache/apt/archives
  step install_package redis-server
  mkdir -m 0711 /etc/redis/more
  mount -t tmpfs -o nosuid,mode=0750,uid="$(id -u redis)",gid="$(id -g redis)" data /var/lib/redis
  mount -t tmpfs more /etc/redis/more
  echo data >/var/lib/redis/dump.rdb
  echo mine >/etc/redis/more/mine.conf
  echo '# edited' >>/etc/redis/redis.conf
  mkdir -p /run/evenkeel/held
  note_host used
  note_mounted used
  step preview_package_removal redis-server
  sed 's/^\([a-z]*\) [0-9]* /\1 /' /step.log
  begin refused
  keep_packages refused
  cut_step 'can_hide() { false; }' remove_package redis-server purge
  tail -n 1 /step.log
  same_host 'a removal that is refused' used
  same_mounted 'a removal that is refused'
  begin back created
  keep_packages back
  step remove_package redis-server purge
  sed 's/ ([0-9]* KB)//' "$EVENKEEL_RUN/events"
  dpkg-query -W redis-server redis-tools 2>&1
  find /etc/redis -xdev -printf '%p %m\n'
  same_mounted 'rollback'
  step install_package redis-server
  same_host 'undo of the rollback' used
  same_mounted 'undo of the rollback'
  begin killed
  keep_packages killed
  # shellcheck disable=SC2016 # the shell of the step expands it
  cut_step 'dpkg_purge() { beyond_mounts dpkg --purge "$@"; trap - EXIT; exit 7; }' remove_package redis-server purge
  mountpoint -q /var/lib/redis || echo 'killed: its place was deleted'
  cat /run/evenkeel/held/*/*/dump.rdb
  step install_package redis-server
  same_host 'undo of a removal that was killed' used
  same_mounted 'undo of a removal that was killed'
}
