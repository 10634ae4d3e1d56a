# A controller that is a Mac has no timeout.
for program in bash timeout; do
  if ! command -v "$program" >/dev/null 2>&1; then
    echo "$program is not installed"
    exit 127
  fi
done

# talk tcp|udp ADDRESS PORT FILTER [LINE]: connects, sends LINE, and prints the first data that comes back. If nothing
# comes, prints that the connection lasts, and if no connection to a server is there; FILTER has the servers, for ss,
# and is empty if their addresses are not known.
talk() {
  status=0
  # shellcheck disable=SC2016 # bash expands the string
  bash -c 'exec 3<>"/dev/$0/$1/$2" || exit 1
if [ $# -gt 3 ]; then printf "%s\r\n" "$4" >&3; fi
timeout 3 dd bs=65535 count=1 <&3 2>/dev/null
status=$?
if [ "$status" -eq 124 ]; then
  echo "the connection lasts"
  [ -n "$3" ] && command -v ss >/dev/null && [ -z "$(ss -H -t -n state established "( $3 )")" ] && echo "no server has taken it"
fi
exit "$status"' "$@" 2>&1 || status=$?
  [ "$status" -eq 0 ] || [ "$status" -eq 124 ]
}

# talk_tls ADDRESS PORT FILTER [LINE]: the same inside TLS.
talk_tls() {
  command -v openssl >/dev/null 2>&1 || {
    echo 'openssl is not installed'
    return 127
  }
  case $1 in
    *:*) at="[$1]:$2" ;;
    *) at=$1:$2 ;;
  esac
  printed=$(
    exec 3>&1
    {
      [ $# -lt 4 ] || printf '%s\r\n' "$4"
      sleep 2
      if [ -n "$3" ] && command -v ss >/dev/null && [ -z "$(ss -H -t -n state established "( $3 )")" ]; then
        echo 'no server has taken it' >&3
      fi
      sleep 2
    } | timeout 3 openssl s_client -quiet -connect "$at" 2>/dev/null >&3 || echo "ended $?"
  )
  case $printed in
    *'ended 124') printf 'the connection lasts\n%s\n' "${printed%ended 124}" ;;
    'ended '* | '')
      echo 'no connection by TLS, or it ended at once'
      return 1
      ;;
    *) printf '%s\n' "${printed%%ended [0-9]*}" ;;
  esac
}
