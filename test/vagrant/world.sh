# The first process of a test's own network, process and mount namespaces: libvirt, which sees nothing of the machine's
# own libvirt, and is seen by nobody else. Argument: a folder for its files. Prints "ready" when libvirt answers. Ends with
# its standard input, and everything in the namespaces with it.
set -eu
folder=$1
ip link set lo up
mkdir -p "$folder/etc" "$folder/lib" "$folder/cache" "$folder/log"
cp -a /etc/libvirt/. "$folder/etc"
# Without systemd and AppArmor. QEMU runs as root, as it reads disks of root's.
cat >"$folder/etc/qemu.conf" <<'CONF'
user = "root"
group = "root"
security_driver = "none"
cgroup_controllers = []
namespaces = []
CONF
mount --bind "$folder/etc" /etc/libvirt
mount --bind "$folder/lib" /var/lib/libvirt
mount --bind "$folder/cache" /var/cache/libvirt
mount --bind "$folder/log" /var/log/libvirt
mount -t tmpfs tmpfs /run
mkdir -p /run/lock
virtlogd >"$folder/virtlogd.log" 2>&1 &
libvirtd >"$folder/libvirtd.log" 2>&1 &
until virsh -q -c qemu:///system version >"$folder/virsh.log" 2>&1; do
  if ! kill -0 $!; then
    cat "$folder/libvirtd.log" >&2
    exit 1
  fi
  sleep 1
done
echo ready
cat
