# What nginx does now. It has no page that says so for each server: its sockets, its logs and a connection of ours do. It
# comes after connect.sh.

# nginx_status LOG... -- ADDRESS PORT...: prints lines that begin with their kind. The servers are the words after --.
nginx_status() {
  date '+now %s %Y/%m/%d %H:%M:%S'
  ss -H -l -n -t | awk '{ print "listen tcp", $4 }'
  ss -H -l -n -u | awk '{ print "listen udp", $4 }'
  # Counted here: a busy balancer has many thousands of them. Of clients the port that they ask, of servers their own.
  { ss -H -l -n -t | sed 's/^/listening /' && ss -H -n -t state established; } | awk -v ports="$*" '
    BEGIN { count = split(ports, words, " "); for (i = 1; i <= count; i++) server[words[i]] }
    function port(at) { sub(/.*:/, "", at); return at }
    $1 == "listening" { own[port($5)]; next }
    port($3) in own { here[$3]++ }
    port($4) in server { there[$4]++ }
    END { for (one in here) print "here", one, here[one]; for (one in there) print "there", one, there[one] }'
  # Failures of servers, with the text before the request, which a client has written.
  tail -n 500 /var/log/nginx/error.log 2>/dev/null | sed -n \
    's/^\([0-9/]* [0-9:]*\) \[[a-z]*\] [0-9#]*: \*[0-9]* \(.*\) while .*upstream: "\([a-z]*:\/\/\)\{0,1\}\([^/"]*\).*/failed \1 \4 \2/p'
  while [ "$#" -gt 0 ] && [ "$1" != -- ]; do
    # The last word is the server that answered.
    tail -n 1000 "$1" 2>/dev/null | awk '{
      time = $0; sub(/^[^[]*\[/, "", time); sub(/[] ].*/, "", time)
      server = $NF; gsub(/"/, "", server)
      print "request", time, server
    }' | sort | uniq -c | sed 's/^ *\([0-9]*\) request/request \1/'
    shift
  done
  shift
  while [ "$#" -gt 1 ]; do
    try "$1" "$2" &
    shift 2
  done
  wait
}

# Prints one line at once, so that those of several servers do not mix.
try() { # ADDRESS PORT
  said=$(connect "$1" "$2" 2>&1)
  set -- "$1" "$2" "$?"
  printf 'connect %s %s %s %s\n' "$1" "$2" "$3" "$(printf '%s' "$said" | tail -n 1)"
}
