# HTTP requests by curl, wget or BusyBox, whichever the host has; requests with secrets only by curl. No certificate is
# verified. The functions take the URL last, and before it --header, which all three know, or options of curl.
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
if [ "$client" != curl ] && has_secrets; then
  echo 'curl is not installed, which a request with secrets needs'
  exit 127
fi

# ask_status WORD…: makes one request, and prints the status of its answer.
ask_status() {
  case $client in
    curl) credentialed -sS -k -o /dev/null --max-time 4 -w '%{http_code}\n' "$@" ;;
    wget) wget -S -t 1 -T 4 -O /dev/null --no-check-certificate "$@" 2>&1 | status_of ;;
    busybox) busybox wget -S -T 4 -O /dev/null "$@" 2>&1 | status_of ;;
  esac
}

status_of() { sed -n 's|^ *HTTP/[0-9.]* \([0-9][0-9]*\).*|\1|p' | tail -n 1 | grep .; }

# ask_expecting STATUSES WORD…: makes one request, and fails unless its status is expected: numbers and ranges with blanks
# between them; any if empty.
ask_expecting() {
  statuses=$1
  shift
  code=$(ask_status "$@") || return 1
  is_expected "$code" "$statuses" || {
    echo "HTTP $code" >&2
    return 1
  }
}

# ask_headers WORD…: makes one request, follows no redirect, and prints the status line and the headers.
ask_headers() {
  case $client in
    curl) credentialed -sS -k -o /dev/null --max-time 4 -D - "$@" ;;
    wget)
      wget -S -t 1 -T 4 -O /dev/null --max-redirect=0 --no-check-certificate "$@" 2>&1 || [ "$?" -eq 8 ]
      ;;
    # The wget of BusyBox always follows a redirect.
    busybox) no_client ;;
  esac
}
