# Addresses of interfaces.

# read_address ADDRESS INTERFACE
read_address() {
  has ip || fail 'addresses need the ip command (iproute2)'
  # For the name of a missing interface, ip makes the kernel load a module.
  [ -e "/sys/class/net/$2" ] || {
    echo 'live no'
    return
  }
  case $(ip -o address show dev "$2" 2>/dev/null) in
    *" $1 "*) echo 'live yes' ;;
    *) echo 'live no' ;;
  esac
}

remove_address() (
  if [ "$(read_address "$1" "$2")" = 'live yes' ]; then ip address del "$1" dev "$2"; fi
)
