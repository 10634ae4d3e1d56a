# Addresses and routes that go with something else: with IPv6 on an interface, with an interface that goes down, with the
# first address of a network, and, learned ones, with the first packet that a host may forward.

# describe_network FAMILY [INTERFACE]: prints each address and route as the words that `ip` takes to add it, with
# `address` or `route` in front. Lifetimes are the uptime at which they end.
describe_network() (
  read -r uptime _ </proc/uptime
  uptime=${uptime%.*}
  ip -o "$1" address show ${2:+dev "$2"} 2>/dev/null | while read -r _ device _ address words; do
    case " $words " in *' temporary '*) continue ;; esac
    printf 'address %s%s dev %s\n' "$address" "$(address_words "$uptime" "$words")" "${device%%@*}"
  done
  ip -o "$1" route show table all 2>/dev/null | while read -r route; do
    case $route in local\ * | broadcast\ * | anycast\ * | multicast\ * | *' table local '* | *' error '*) continue ;; esac
    case " $route " in *" dev ${2:+$2 }"*) ;; *) continue ;; esac
    printf 'route%s\n' "$(route_words "$uptime" "$route")"
  done
)

# shellcheck disable=SC2086 # the second argument is words
address_words() ( # UPTIME WORDS
  uptime=$1
  set -f
  set -- $2
  while [ $# != 0 ]; do
    case $1 in
      peer | brd | scope | metric) printf ' %s %s' "$1" "$2" && shift ;;
      proto) case $2 in kernel*) ;; *) printf ' proto %s' "$2" ;; esac && shift ;;
      valid_lft | preferred_lft) printf ' %s %s' "$1" "$(end_of "$uptime" "$2")" && shift ;;
      noprefixroute | nodad | home | mngtmpaddr | autojoin) printf ' %s' "$1" ;;
      *:*) printf ' label %s' "${1%\\}" ;;
    esac
    shift
  done
)

# shellcheck disable=SC2086 # the second argument is words
route_words() ( # UPTIME WORDS
  uptime=$1
  set -f
  set -- $2
  while [ $# != 0 ]; do
    case $1 in
      linkdown | dead | offload | trap | rt_offload | rt_trap | onlink | \\) [ "$1" != onlink ] || printf ' onlink' ;;
      expires) printf ' expires %s' "$(end_of "$uptime" "$2")" && shift ;;
      *) printf ' %s' "$1" ;;
    esac
    shift
  done
)

# end_of UPTIME LIFETIME: `forever`, or `until:UPTIME`.
end_of() {
  case $2 in *[0-9]sec) echo "until:$(($1 + ${2%sec}))" ;; *) echo "$2" ;; esac
}

# restore_network FAMILY NAME: adds what the record NAME holds and what is not there.
restore_network() (
  lines=$(list_missing "$2")
  if [ -z "$lines" ]; then exit 0; fi
  add_missing "$1" "$lines" 2>/dev/null
  # Again: the gateway of a route may be reached by a later line.
  add_missing "$1" "$lines"
  missing_of "$1" "$lines" | still_missing "$2" ||
    fail "these went along, and cannot be added again: $(list_missing "$2.missing" | tr '\n' ';')"
)

add_missing() { # FAMILY LINES
  missing_of "$1" "$2" | while read -r kind words; do add_again "$1" "$kind" "$words" || true; done
}

# missing_of FAMILY LINES: those that are not there now, whatever their lifetimes.
missing_of() (
  now=$(describe_network "$1" | without_lifetimes)
  printf '%s\n' "$2" | while read -r line; do
    if ! printf '%s\n' "$now" | grep -qxF "$(printf '%s\n' "$line" | without_lifetimes)"; then printf '%s\n' "$line"; fi
  done
)

without_lifetimes() { sed 's/ \(valid_lft\|preferred_lft\|expires\) [^ ]*//g'; }

# add_again FAMILY address|route WORDS: nothing if its time is over.
# shellcheck disable=SC2086 # the third argument is words
add_again() (
  family=$1 kind=$2
  read -r uptime _ </proc/uptime
  set -f
  set -- $3
  count=$#
  while [ "$count" -gt 0 ]; do
    word=$1
    shift
    case $word in
      until:*)
        left=$((${word#until:} - ${uptime%.*}))
        case $left in -* | 0) if [ "$before" = preferred_lft ]; then left=0; else exit 0; fi ;; esac
        set -- "$@" "$left"
        ;;
      *) set -- "$@" "$word" ;;
    esac
    before=$word
    count=$((count - 1))
  done
  ip "$family" "$kind" replace "$@"
)

# write_ipv6_switch RECORD PATH VALUE COMMAND…: COMMAND writes VALUE to a setting disable_ipv6 or forwarding.
write_ipv6_switch() {
  record=$1 switch=$2 to=$3
  shift 3
  interface=${switch#/proc/sys/net/ipv6/conf/}
  interface=${interface%/*}
  case $interface in all) interface='' ;; esac
  if [ "$(value_of "$switch")" = 0 ] && [ "$to" != 0 ] && has ip; then
    case $switch in
      */disable_ipv6) describe_network -6 "$interface" | record_missing "$record" ;;
      *) describe_network -6 | sed -n '/ proto ra /p' | record_missing "$record" ;;
    esac
  fi
  "$@"
  if [ "$to" = 0 ] && has ip; then restore_network -6 "$record"; fi
}
