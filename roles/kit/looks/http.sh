# HTTP requests by curl, wget or BusyBox, whichever the host has. No certificate is verified.
unset http_proxy https_proxy HTTP_PROXY HTTPS_PROXY all_proxy ALL_PROXY
client=
for program in curl wget busybox; do
  if command -v "$program" >/dev/null 2>&1; then
    client=$program
    break
  fi
done

no_client() {
  echo 'neither curl nor wget is installed'
  exit 127
}

[ -n "$client" ] || no_client

# ask_status URL [HOST]: makes one request, with HOST as its Host header, and prints the status of its answer.
ask_status() {
  case $client in
    curl) curl -sS -k -o /dev/null --max-time 4 -w '%{http_code}\n' ${2:+-H "Host: $2"} "$1" ;;
    wget) wget -S -t 1 -T 4 -O /dev/null --no-check-certificate ${2:+--header "Host: $2"} "$1" 2>&1 | status_of ;;
    busybox) busybox wget -S -T 4 -O /dev/null ${2:+--header "Host: $2"} "$1" 2>&1 | status_of ;;
  esac
}

status_of() { sed -n 's|^ *HTTP/[0-9.]* \([0-9][0-9]*\).*|\1|p' | tail -n 1 | grep .; }

# ask_headers URL [HOST]: the same, but follows no redirect, and prints the status line and the headers.
ask_headers() {
  case $client in
    curl) curl -sS -k -o /dev/null --max-time 4 -D - ${2:+-H "Host: $2"} "$1" ;;
    wget)
      wget -S -t 1 -T 4 -O /dev/null --max-redirect=0 --no-check-certificate ${2:+--header "Host: $2"} "$1" 2>&1 ||
        [ "$?" -eq 8 ]
      ;;
    # The wget of BusyBox always follows a redirect.
    busybox) no_client ;;
  esac
}
