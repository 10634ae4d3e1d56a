# What a change takes along that no state holds: units that stop with another one, addresses that go with IPv6.
# $EVENKEEL_HOME/NAME is the record: the boot and the step that made it, then one line for each thing. On the way back they
# are restored; what cannot be stays in NAME.missing, where probes read it, so that nobody takes the host for as it was. A
# boot makes all of this anew, and records of earlier boots count no more.

# record_missing NAME: adds the lines of its input to the record of this step.
record_missing() (
  record=$EVENKEEL_HOME/$1
  lines=$(cat)
  read -r boot </proc/sys/kernel/random/boot_id
  mine="$boot $EVENKEEL_STEP"
  former='' made_by=''
  if [ -e "$record" ]; then
    read -r made_by <"$record" || true
    if [ "$made_by" = "$mine" ]; then former=$(sed 1d "$record"); fi
  fi
  umask 077
  if [ -e "$record.missing" ]; then rm -f "$record.missing"; fi
  if [ -z "$lines$former" ]; then
    if [ -e "$record" ]; then rm -f "$record"; fi
    exit 0
  fi
  mkdir -p "${record%/*}"
  {
    printf '%s\n' "$mine"
    printf '%s\n%s\n' "$former" "$lines" | sed '/^$/d' | LC_ALL=C sort -u
  } | remember "$record"
)

# Prints the lines of a record of this boot.
list_missing() (
  record=${EVENKEEL_HOME:-/var/lib/evenkeel}/$1
  [ -e "$record" ] || exit 0
  made_in=''
  read -r made_in _ <"$record" || true
  read -r boot </proc/sys/kernel/random/boot_id
  [ "$made_in" != "$boot" ] || sed 1d "$record"
)

# still_missing NAME: ends the record. The lines of its input could not be restored: with one, its status is 1.
still_missing() (
  record=$EVENKEEL_HOME/$1
  lines=$(cat)
  if [ -z "$lines" ]; then
    rm -f "$record" "$record.missing"
    exit 0
  fi
  umask 077
  {
    head -n 1 "$record"
    printf '%s\n' "$lines"
  } | remember "$record.missing"
  exit 1
)

# read_missing NAME, for a probe.
read_missing() {
  [ ! -e "${EVENKEEL_HOME:-/var/lib/evenkeel}/$1.missing" ] || list_missing "$1.missing" | sed 's/^/missing /'
}
