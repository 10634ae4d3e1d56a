# await_open SECONDS: waits until this server takes writes. It comes after client.sh.
await_open() {
  tries=$(($1 * 20))
  while [ "$tries" -gt 0 ]; do
    [ "$(echo 'SELECT @@GLOBAL.read_only;' | here 2 2>/dev/null)" != 0 ] || return 0
    sleep 0.05 2>/dev/null || sleep 1
    tries=$((tries - 1))
  done
  return 1
}
