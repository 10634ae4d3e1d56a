# await_open SECONDS: waits until this server takes writes. It comes after client.sh.
await_open() {
  read -r uptime _ </proc/uptime
  until_then=$((${uptime%.*} + $1))
  while [ "${uptime%.*}" -le "$until_then" ]; do
    [ "$(echo 'SELECT @@GLOBAL.read_only;' | here 2 2>/dev/null)" != 0 ] || return 0
    sleep 0.05 2>/dev/null || sleep 1
    read -r uptime _ </proc/uptime
  done
  return 1
}
