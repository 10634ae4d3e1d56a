#!/bin/sh
# machine.sh FOLDER IMAGE NAMESPACE CGROUP MEMORY MARK [TAP,DEVICE,MAC,BRIDGE]…: runs a host of a lab as a container until it
# powers off. Runs in a mount and a process namespace of its own, with its own /proc: all that is made here is gone with it.
# FOLDER/disk holds what the host has written, over IMAGE, an ext4 file system. NAMESPACE is the network namespace with the
# lab's bridges. CGROUP is the folder of the container's cgroup, MEMORY its limit in megabytes, where the kernel keeps one
# there. MARK is a word by which the processes are found.
set -eu
folder=$1
image=$2
lab=$3
group=$4
memory=$5
mark=$6
shift 6

mkdir -p "$folder/image" "$folder/root" "$folder/disk/upper" "$folder/disk/work"
mount -o loop,ro "$image" "$folder/image"
mount -t overlay overlay -o "lowerdir=$folder/image,upperdir=$folder/disk/upper,workdir=$folder/disk/work" "$folder/root"

mkdir -p "$group"
echo $$ >"$group/cgroup.procs"
if [ -w "$group/memory.max" ]; then echo "${memory}M" >"$group/memory.max"; fi

# Sets network to a process in a network namespace of its own: like a kernel that boots, a container begins with an empty one.
open_network() {
  unshare --net -- sleep infinity &
  network=$!
  until [ "$(readlink "/proc/$network/ns/net")" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.01; done
}

# plug LINK…: cables that are unplugged, or that keep two hosts from each other, stay so over a reboot.
plug() {
  for link; do
    IFS=, read -r tap device mac bridge <<EOF
$link
EOF
    seen=$(ip -n "$lab" -d link show "$tap" 2>/dev/null) || seen="master $bridge"
    ip -n "$lab" link delete "$tap" 2>/dev/null || true
    ip -n "$lab" link add "$tap" type veth peer name "$device" netns "$network" address "$mac"
    case $seen in *"master $bridge"*) ip -n "$lab" link set "$tap" master "$bridge" ;; esac
    case $seen in *'isolated on'*) ip -n "$lab" link set "$tap" type bridge_slave isolated on ;; esac
    ip -n "$lab" link set "$tap" up
  done
}

# 133: the container asks for a reboot.
status=133
while [ "$status" = 133 ]; do
  open_network
  plug "$@"
  status=0
  SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 SYSTEMD_NSPAWN_API_VFS_WRITABLE=network systemd-nspawn --quiet --register=no \
    --keep-unit --directory="$folder/root" --machine="${folder##*/}" --network-namespace-path="/proc/$network/ns/net" \
    --bind-ro="$folder/seed.tar:/dev/ubdb" --resolv-conf=off --timezone=off --capability=all --boot "$mark" || status=$?
  kill "$network"
done
exit "$status"
