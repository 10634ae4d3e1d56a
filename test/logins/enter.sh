# enter.sh ROOT FOLDER SCRIPT: runs FOLDER/upper/SCRIPT as root on a host that consists of a root file system, which is not
# changed, and of what the host itself writes below FOLDER. It shares this machine's network. Its mounts end with it.
set -eu
root=$1 folder=$2 script=$3
mount -t overlay overlay -o "lowerdir=$root,upperdir=$folder/upper,workdir=$folder/work" "$folder/root"
mount -t proc proc "$folder/root/proc"
mount --rbind /dev "$folder/root/dev"
exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C chroot "$folder/root" sh -eu "/$script"
