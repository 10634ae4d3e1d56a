# Read-only, after standing.sh: tells what the host is, and what evenkeel left on it.
# `frame` prints `LABEL STATUS LENGTH`, a newline, the bytes, a newline: nothing printed can pass for a frame.
frame() { printf '%s %s %s\n%s\n' "$1" "$2" "${#3}" "$3"; }
has() { command -v "$1" >/dev/null 2>&1; }
# Sets content to that of a small file, or to nothing: starting a process would take longer.
read_content() {
  content=
  test -r "$1" || return 0
  while IFS= read -r line || test -n "$line"; do
    content="$content${content:+$newline}$line"
  done <"$1"
}
newline='
'

home=${EVENKEEL_HOME:-/var/lib/evenkeel}

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
test ! -d /run/systemd/system || systemd=yes
frame systemd 0 "$systemd"
firmware=
for field in sys_vendor product_name chassis_asset_tag bios_vendor bios_version; do
  read_content "/sys/class/dmi/id/$field"
  firmware="$firmware$field $content$newline"
done
frame firmware 0 "$firmware"
frame ssh-connection 0 "${SSH_CONNECTION:-}"
frame addresses 0 "$(ip -o addr show 2>/dev/null)"
frame kernel-modules 0 "$(
  test -d "$modules" || exit 0
  echo known "$modules"/kernel/net/netfilter/ipvs/ip_vs_*.ko*
  grep -e /ip_vs_ -e /connector/cn.ko "$modules/modules.builtin" 2>/dev/null
)"
frame uid 0 "$(id -u)"
read_content "$home/digest-key"
frame digest-key 0 "$content"
if test -d "$home/lock"; then
  read_content "$home/lock/owner"
  frame lock 0 "$content"
fi
for file in "$home"/managed/*.json; do
  test -f "$file" && frame managed 0 "$(cat "$file")"
done
# A run that was committed but died before it filed what it manages: its own record is the newer one.
for file in "$home"/runs/*/managed.next; do
  test -f "$file" && test -e "${file%/*}/committed" && frame managed 0 "$(cat "$file")"
done
# Runs that have not ended, and the newest one where the guard took it back.
newest=
for run in "$home"/runs/*/; do
  run=${run%/}
  # A power cut while it was sent leaves it empty: nothing was begun.
  test -s "$run/header.json" || continue
  newest=$run
  read_standing "$run"
  case $state in open | expecting | reverting | stuck) frame run 0 "$(describe_run "$run")" ;; esac
done
if test -n "$newest" && test -e "$newest/guarded" && test -e "$newest/reverted"; then
  frame run 0 "$(describe_run "$newest")"
fi
exit 0
