# TCP connections by bash or nc, whichever the host has. A controller that is a Mac has no timeout.
if command -v bash >/dev/null 2>&1 && command -v timeout >/dev/null 2>&1; then
  client=bash
elif command -v nc >/dev/null 2>&1; then
  client=nc
else
  echo 'neither bash with timeout nor nc is installed'
  exit 127
fi

# connect ADDRESS PORT: connects by TCP and hangs up.
# shellcheck disable=SC2016 # bash expands the string
connect() {
  case $client in
    bash) timeout 4 bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$1" "$2" ;;
    nc) nc -z -w 4 "$1" "$2" ;;
  esac
}
