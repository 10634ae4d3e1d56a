# Read-only, after common.sh, standing.sh and heard.sh: prints what the host is, and the records that evenkeel left on
# it, as frames.

newline='
'

# Sets content to that of a small file, or to nothing. Starting a process would take longer.
read_content() {
  content=
  [ -r "$1" ] || return 0
  while IFS= read -r line || [ -n "$line" ]; do
    content="$content${content:+$newline}$line"
  done <"$1"
}

home=${EVENKEEL_HOME:-/var/lib/evenkeel}

frame missing-tools 0 "$(missing_tools)"
frame home-problem 0 "$(home_problem "$home")"
read_content /proc/sys/kernel/hostname
frame hostname 0 "$content"
read_content /etc/os-release
frame os-release 0 "$content"
read_content /proc/sys/kernel/osrelease
frame kernel 0 "$content"
modules=/lib/modules/$content
manager=
if has apt-get; then manager=apt; elif has dnf; then manager=dnf; fi
frame package-manager 0 "$manager"
systemd=
[ ! -d /run/systemd/system ] || systemd=yes
frame systemd 0 "$systemd"
firmware=
for field in sys_vendor product_name chassis_asset_tag bios_vendor bios_version; do
  read_content "/sys/class/dmi/id/$field"
  firmware="$firmware$field $content$newline"
done
frame firmware 0 "$firmware"
# One that is mounted there is lost at the next boot.
content=
grep -qs ' /etc/machine-id ' /proc/self/mountinfo || read_content /etc/machine-id
frame machine-id 0 "$content"
# In a container these are those of its host, whose containers may move.
content=
if [ ! -e /run/systemd/container ] && [ ! -e /.dockerenv ] && [ ! -e /run/.containerenv ]; then
  read_content /sys/class/dmi/id/product_uuid
fi
frame product-uuid 0 "$content"
read_content /proc/sys/kernel/random/boot_id
# Containers of one kernel differ in the folder of the records.
frame instance 0 "$content $(stat -c %d:%i "${home%/*}" 2>/dev/null)"
read_content "$home/machine.json"
frame machine-record 0 "$content"
frame ssh-connection 0 "${ssh_connection:-}"
frame addresses 0 "$(ip -o addr show 2>/dev/null)"
frame gateways 0 "$(ip -6 route show default 2>/dev/null)"
frame accept-ra 0 "$(grep -Hs '' /proc/sys/net/ipv6/conf/*/accept_ra)"
frame kernel-modules 0 "$(
  [ -d "$modules" ] || exit 0
  echo known "$modules"/kernel/net/netfilter/ipvs/ip_vs_*.ko*
  grep -e /ip_vs_ "$modules/modules.builtin" 2>/dev/null
)"
# The kernel reports process events in its first network namespace only: containers have no such file.
read_content /proc/net/connector
frame connector 0 "$content"
frame uid 0 "$(id -u)"
read_content "$home/digest-key"
frame digest-key 0 "$content"
if [ -d "$home/lock" ]; then
  read_content "$home/lock/owner"
  frame lock 0 "$content"
  read_heard "$home"
  frame heard 0 "$heard"
fi
for file in "$home"/managed/*.json; do
  [ -f "$file" ] && frame managed 0 "$(cat "$file")"
done
for file in "$home"/weights-*.json; do
  [ -f "$file" ] && frame weights 0 "$(cat "$file")"
done
# Later frames win: if a committed run ended before it filed this record, the record is newer than the filed one.
for file in "$home"/runs/*/managed.next; do
  [ -f "$file" ] && [ -e "${file%/*}/committed" ] && frame managed 0 "$(cat "$file")"
done
# Runs that have not ended, and the newest one if its guard reverted it.
newest=
greatest=0
for run in "$home"/runs/*/; do
  run=${run%/}
  # A power cut while the header was written leaves it empty. Nothing was begun then.
  [ -s "$run/header.json" ] || continue
  # Runs without a number are older; the names of these sort by time.
  read_number "$run"
  if [ "$number" -ge "$greatest" ]; then
    newest=$run
    greatest=$number
  fi
  read_standing "$run"
  case $state in open | expecting | reverting | stuck) frame run 0 "$(describe_run "$run")" ;; esac
done
if [ -n "$newest" ] && [ -e "$newest/guarded" ] && [ -e "$newest/reverted" ]; then
  frame run 0 "$(describe_run "$newest")"
fi
exit 0
