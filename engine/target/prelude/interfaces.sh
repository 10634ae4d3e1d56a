# Network interfaces.

# read_interface NAME: prints such as `live up 1500`, or nothing if there is no such interface.
read_interface() {
  has ip || fail 'interfaces need the ip command (iproute2)'
  [ -e "/sys/class/net/$1" ] || return 0
  read -r flags <"/sys/class/net/$1/flags"
  read -r mtu <"/sys/class/net/$1/mtu"
  if [ $((flags & 1)) = 1 ]; then echo "live up $mtu"; else echo "live down $mtu"; fi
}

# The interface may be gone with its module.
remove_interface() (
  if [ -e "/sys/class/net/$1" ]; then ip link set dev "$1" down; fi
)
