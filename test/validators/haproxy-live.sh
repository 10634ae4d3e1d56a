# A running HAProxy, with servers and clients on this host.

# serve PORT NAME: a server that answers with its name, and with the head of the request.
serve() {
  perl -MIO::Socket::INET -e '
    my ($port, $name) = @ARGV;
    $SIG{PIPE} = "IGNORE";
    my $socket = IO::Socket::INET->new(Listen => 50, LocalAddr => "127.0.0.1:$port", ReuseAddr => 1) or die $!;
    while (my $client = $socket->accept) {
      my $body = "$name\n";
      while (my $line = <$client>) {
        $line =~ s/\r?\n//;
        last if $line eq "";
        $body .= "$line\n";
      }
      print $client "HTTP/1.1 200 OK\r\nContent-Length: " . length($body) . "\r\nContent-Type: text/plain\r\nCache-Control: max-age=60\r\nConnection: close\r\n\r\n$body";
      close $client;
    }' "$1" "$2" </dev/null >/dev/null 2>&1 &
  # HAProxy takes out a server that is not there yet.
  left=100
  # shellcheck disable=SC2016 # bash expands it, which has /dev/tcp
  until bash -c ': <>"/dev/tcp/127.0.0.1/$0"' "$1" 2>/dev/null || [ "$left" -eq 0 ]; do
    left=$((left - 1))
    sleep 0.1
  done
}

# balance: starts HAProxy with its file, and gives health checks a moment.
balance() {
  mkdir -p /run/haproxy
  haproxy -D -f /etc/haproxy/haproxy.cfg || exit 1
  sleep 2
}

# ask PORT LINE…: sends the lines of a request, and prints the answer.
ask() {
  # shellcheck disable=SC2016 # bash expands it, which has /dev/tcp
  timeout 10 bash -c 'exec 3<>"/dev/tcp/127.0.0.1/$0" && printf "%s\r\n" "$@" "Connection: close" "" >&3 && cat <&3' "$@" |
    tr -d '\r'
}

# ask_tls PORT NAME LINE…: the same by TLS, with a name in the handshake.
ask_tls() {
  to=$1 name=$2
  shift 2
  printf '%s\r\n' "$@" 'Connection: close' '' |
    timeout 10 openssl s_client -quiet -connect "127.0.0.1:$to" -servername "$name" 2>/dev/null | tr -d '\r'
}
