# read_tunnel TUNNEL INGRESS: prints `rp_filter all 0`, `mtu tunl0 1480`, `flags tunl0 0xc1` and so on.
read_tunnel() {
  for place in all "$1"; do
    echo "rp_filter $place $(cat "/proc/sys/net/ipv4/conf/$place/rp_filter")"
  done
  for link in "$1" "$2"; do
    echo "mtu $link $(cat "/sys/class/net/$link/mtu")"
    echo "flags $link $(cat "/sys/class/net/$link/flags")"
  done
}
