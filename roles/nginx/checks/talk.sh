# A controller that is a Mac has no timeout.
for program in bash timeout; do
  if ! command -v "$program" >/dev/null 2>&1; then
    echo "$program is not installed"
    exit 127
  fi
done

# talk tcp|udp ADDRESS PORT FILTER [LINE]: connects, sends LINE, and prints the first data that comes back. If nothing
# comes, prints that the connection lasts, and if no connection to a server is there; FILTER has the servers, for ss.
talk() {
  status=0
  # shellcheck disable=SC2016 # bash expands the string
  bash -c 'exec 3<>"/dev/$0/$1/$2" || exit 1
if [ $# -gt 3 ]; then printf "%s\r\n" "$4" >&3; fi
timeout 3 dd bs=65535 count=1 <&3 2>/dev/null
status=$?
if [ "$status" -eq 124 ]; then
  echo "the connection lasts"
  command -v ss >/dev/null && [ -z "$(ss -H -t -n state established "( $3 )")" ] && echo "no server has taken it"
fi
exit "$status"' "$@" 2>&1 || status=$?
  [ "$status" -eq 0 ] || [ "$status" -eq 124 ]
}
