# host.sh ROOT FOLDER NAME: a host in FOLDER/root that consists of a root file system, which is not changed, and of what
# it writes itself, in memory: a server's many syncs then cost nothing. Prints `ready`, and lives until its standard input
# ends. Its processes and files end with it.
set -eu
root=$1 folder=$2 name=$3
mount -t tmpfs -o mode=700 tmpfs "$folder"
mkdir "$folder/root" "$folder/work" "$folder/upper"
mount -t overlay overlay -o "lowerdir=$root,upperdir=$folder/upper,workdir=$folder/work" "$folder/root"
mount -t proc proc "$folder/root/proc"
mount --rbind /dev "$folder/root/dev"
mount -t tmpfs -o mode=755 tmpfs "$folder/root/run"
install -d -o "$(stat -c %u "$root/var/lib/mysql")" "$folder/root/run/mysqld"
hostname "$name"
ip link set lo up
echo ready
# This shell has the processes whose parents are gone, and must reap them: to keepalived, a zombie of it still runs. A test
# may kill all processes of the host but this one.
until cat >/dev/null; do :; done
