# enter.sh ROOT FOLDER NAME NONLOCAL [INTERFACE ADDRESS]…: runs FOLDER/upper/step.sh on a host that consists of a root
# file system, which is not changed, and of the files that earlier steps wrote to FOLDER. Network and mounts end with it.
set -eu
root=$1 folder=$2 name=$3 nonlocal=$4
shift 4
mount -t overlay overlay -o "lowerdir=$root,upperdir=$folder/upper,workdir=$folder/work" "$folder/root"
mount -t proc proc "$folder/root/proc"
mount --bind /dev "$folder/root/dev"
hostname "$name"
echo "$nonlocal" >"$folder/root/proc/sys/net/ipv4/ip_nonlocal_bind"
ip link set lo up
while [ $# -gt 0 ]; do
  if [ ! -e "$folder/root/proc/sys/net/ipv4/conf/$1" ]; then
    ip link add "$1" type bridge
    ip link set "$1" up
  fi
  ip address add "$2" dev "$1"
  shift 2
done
exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C \
  EVENKEEL_HOME=/var/lib/evenkeel EVENKEEL_RUN=/var/lib/evenkeel/runs/scratch \
  EVENKEEL_STEP=/var/lib/evenkeel/runs/scratch/stages/1/step-1 \
  chroot "$folder/root" sh /step.sh
