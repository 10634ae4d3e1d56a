# Network interfaces.

# read_interface NAME: prints such as `live up 1500`, or nothing if there is no such interface.
read_interface() {
  has ip || fail 'interfaces need the ip command (iproute2)'
  [ -e "/sys/class/net/$1" ] || return 0
  read -r flags <"/sys/class/net/$1/flags"
  read -r mtu <"/sys/class/net/$1/mtu"
  if [ $((flags & 1)) = 1 ]; then echo "live up $mtu"; else echo "live down $mtu"; fi
  read_missing "networks/$1.4"
  read_missing "networks/$1.6"
}

# set_interface NAME up|down [mtu BYTES]: an interface that goes down loses routes and IPv6 addresses, and one of less than
# 1280 bytes has no IPv6. They are recorded, and come back with it.
set_interface() (
  name=$1
  shift
  if [ "$1" = down ] || [ "${3:-1280}" -lt 1280 ]; then keep_networks "$name"; fi
  ip link set dev "$name" "$@"
  if [ "$1" = up ] && [ "${3:-1280}" -ge 1280 ]; then
    restore_network -4 "networks/$name.4"
    restore_network -6 "networks/$name.6"
  fi
)

keep_networks() {
  case $(read_interface "$1") in 'live up '*) ;; *) return 0 ;; esac
  describe_network -4 "$1" | record_missing "networks/$1.4"
  describe_network -6 "$1" | record_missing "networks/$1.6"
}

# The interface may be gone with its module.
remove_interface() (
  if [ -e "/sys/class/net/$1" ]; then set_interface "$1" down; fi
)
