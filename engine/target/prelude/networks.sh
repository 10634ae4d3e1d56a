# Addresses and routes that go with something else: with IPv6 on an interface, with an interface that goes down, with the
# first address of a network, and, learned ones, with the first packet that a host may forward.

# describe_network FAMILY [INTERFACE]: prints each address and route as the words that `ip` takes to add it, with
# `address` or `route` in front. Lifetimes are the uptime at which they end.
describe_network() (
  read -r uptime _ </proc/uptime
  uptime=${uptime%.*}
  set -f
  ip -o "$1" address show ${2:+dev "$2"} 2>/dev/null | while read -r _ device _ address words; do
    case " $words " in *' temporary '*) continue ;; esac
    choose_address_words "$uptime" "$words"
    printf 'address %s%s dev %s\n' "$address" "$chosen" "${device%%@*}"
  done
  ip -o "$1" route show table all 2>/dev/null | while read -r route; do
    case $route in local\ * | broadcast\ * | anycast\ * | multicast\ * | *' table local '* | *' error '*) continue ;; esac
    case " $route " in *" dev ${2:+$2 }"*) ;; *) continue ;; esac
    choose_route_words "$uptime" "$route"
    printf 'route%s\n' "$chosen"
  done
)

# choose_address_words UPTIME WORDS, for describe_network: sets chosen to those that `ip` takes, each after a blank.
# shellcheck disable=SC2086 # the second argument is words
choose_address_words() {
  chosen='' up=$1
  set -- $2
  while [ $# != 0 ]; do
    case $1 in
      peer | brd | scope | metric) chosen="$chosen $1 $2" && shift ;;
      proto) case $2 in kernel*) ;; *) chosen="$chosen proto $2" ;; esac && shift ;;
      valid_lft | preferred_lft) find_end "$up" "$2" && chosen="$chosen $1 $end" && shift ;;
      noprefixroute | nodad | home | mngtmpaddr | autojoin) chosen="$chosen $1" ;;
      *:*) chosen="$chosen label ${1%\\}" ;;
    esac
    shift
  done
}

# choose_route_words UPTIME WORDS: the same for a route.
# shellcheck disable=SC2086 # the second argument is words
choose_route_words() {
  chosen='' up=$1
  set -- $2
  while [ $# != 0 ]; do
    case $1 in
      linkdown | dead | offload | trap | rt_offload | rt_trap | \\) ;;
      expires) find_end "$up" "$2" && chosen="$chosen expires $end" && shift ;;
      *) chosen="$chosen $1" ;;
    esac
    shift
  done
}

# find_end UPTIME LIFETIME: sets end to `forever`, or to `until:UPTIME`.
find_end() {
  case $2 in *[0-9]sec) end=until:$(($1 + ${2%sec})) ;; *) end=$2 ;; esac
}

# restore_network FAMILY NAME: adds what the record NAME holds and what is not there.
restore_network() (
  lines=$(list_missing "$2")
  if [ -z "$lines" ]; then exit 0; fi
  add_missing "$1" "$lines"
  missing_of "$1" "$lines" | still_missing "$2" ||
    fail "these went along, and cannot be added again: $(list_missing "$2.missing" | tr '\n' ';')"
)

add_missing() { # FAMILY LINES
  lost=$(missing_of "$1" "$2")
  if [ -z "$lost" ]; then return 0; fi
  add_listed "$1" "$lost" 2>/dev/null
  # Again: the gateway of a route may be reached by a later line.
  add_listed "$1" "$(missing_of "$1" "$2")"
}

add_listed() { # FAMILY LINES
  printf '%s\n' "$2" | while read -r kind words; do [ -z "$kind" ] || add_again "$1" "$kind" "$words" || true; done
}

# missing_of FAMILY LINES: those that are not there now, whatever their lifetimes.
# shellcheck disable=SC2046 # each line is a word
missing_of() (
  now=$newline$(describe_network "$1" | without_lifetimes)$newline
  lines=$2
  IFS=$newline
  set -f
  set -- $(printf '%s\n' "$lines" | without_lifetimes)
  for line in $lines; do
    case $now in *"$newline$1$newline"*) ;; *) printf '%s\n' "$line" ;; esac
    shift
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
