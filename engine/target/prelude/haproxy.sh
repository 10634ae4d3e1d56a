# A server of the running HAProxy, by the admin socket. It prints an empty line for success, else a sentence.

# ask_haproxy SOCKET COMMAND. True with the answer; false if no process listens.
ask_haproxy() {
  printf '%s\n' "$2" | socat -t 5 stdio "UNIX-CONNECT:$1" 2>/dev/null
}

# read_haproxy_server SOCKET BACKEND SERVER
read_haproxy_server() {
  if [ ! -S "$1" ]; then
    echo 'no process'
    return
  fi
  if ! has socat; then
    echo 'no socat'
    return
  fi
  answered=$(ask_haproxy "$1" "show servers state $2") || {
    echo 'no process'
    return
  }
  found=$(printf '%s\n' "$answered" | while read -r _ _ _ server _ _ admin weight _; do
    if [ "$server" = "$3" ]; then echo "weight $weight admin $admin"; fi
  done)
  echo "${found:-missing}"
}

# set_haproxy_server SOCKET BACKEND SERVER weight|state VALUE. A process that does not run starts with its configuration.
# SOCKET.set is younger than the configuration if the process got what is new there by the socket.
set_haproxy_server() {
  [ -S "$1" ] || return 0
  has socat || fail "the socket $1 needs socat"
  said=$(ask_haproxy "$1" "set server $2/$3 $4 $5") || return 0
  said=$(printf '%s\n' "$said" | sed '/^[[:space:]]*$/d')
  [ -z "$said" ] || fail "HAProxy does not set the $4 of $2/$3 to $5: $said"
  : >"$1.set"
}
