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

# With the first address of a network the kernel removes the others, and routes; these stay.
remove_address() ( # ADDRESS INTERFACE
  if [ "$(read_address "$1" "$2")" != 'live yes' ]; then exit 0; fi
  case $1 in *:*) family=-6 ;; *) family=-4 ;; esac
  others=$(describe_network "$family" "$2" | while read -r line; do
    case "$line " in "address $1 "* | *" src ${1%/*} "*) ;; *) printf '%s\n' "$line" ;; esac
  done)
  ip address del "$1" dev "$2"
  add_missing "$family" "$others"
)
