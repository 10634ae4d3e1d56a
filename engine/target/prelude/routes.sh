# Routes.

# read_route FAMILY NETWORK: prints the routes to exactly this network.
read_route() {
  has ip || fail 'routes need the ip command (iproute2)'
  ip -o "$1" route show exact "$2" | while IFS= read -r route; do printf 'route %s\n' "$route"; done
}

# remove_route FAMILY NETWORK [metric NUMBER]
remove_route() (
  family=$1
  shift
  if ip "$family" route show exact "$1" | grep -q .; then ip "$family" route del "$@" || true; fi
)
