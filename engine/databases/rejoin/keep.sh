# Keeps this server's own accounts, which are limited to the peer's address, and its channel in STORE/copying: a copy of the
# peer's data overwrites both. As long as that folder is there, the guard keeps this server closed, and its
# data counts as half copied. It comes after client.sh.
STORE=/var/lib/evenkeel-writer

# alone FILE: ends what a rejoin whose controller is gone may still do here, and notes this process for the next one. sshd starts
# each command in a process group of its own.
alone() {
  read -r _ _ _ _ own _ </proc/self/stat
  if [ -e "$1" ] && read -r group since <"$1" && [ "$group" != "$own" ] && [ "$(started "$group")" = "$since" ]; then
    kill -KILL -- "-$group"
  fi
  (umask 077 && echo "$own $(started "$own")" >"$1")
}

started() { # PROCESS: when it began; nothing if it is gone
  sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f 20
}

# A folder that is there was left by a rejoin that did not end: then this server's data is half copied, and what was kept
# before counts.
keep_own() { # UNIT
  umask 077
  if [ -d "$STORE/copying" ]; then return; fi
  rm -rf "$STORE/copying.new"
  mkdir -p "$STORE/copying.new" && chmod 700 "$STORE" && cd "$STORE/copying.new" || return
  echo "$1" >unit
  echo 'SELECT @@GLOBAL.datadir;' | here 10 >folder || return
  keep_accounts && keep_channel && sync . && mv "$STORE/copying.new" "$STORE/copying"
}

keep_accounts() {
  case $ENGINE in
    mysql) hex='SET SESSION print_identified_with_as_hex = 1;' roles="AND account_locked = 'N'" ;;
    mariadb) hex='' roles="AND is_role = 'N'" ;;
  esac
  mkdir accounts || return
  echo "SELECT CONCAT(QUOTE(User), '@', QUOTE(Host)) FROM mysql.user WHERE User NOT IN ('', 'root', 'mysql', 'mariadb.sys') $roles;" |
    here 10 >names || return
  number=0
  while read -r account; do
    number=$((number + 1))
    echo "$account" >"accounts/$number.name"
    echo "$hex SHOW CREATE USER $account; SHOW GRANTS FOR $account;" | here 10 >"accounts/$number.raw" || return
    sed 's/$/;/' "accounts/$number.raw" >"accounts/$number.sql"
  done <names
}

# MariaDB keeps the channel in a file beside the data. MySQL keeps it in a table that a clone replaces.
keep_channel() {
  case $ENGINE in
    mariadb)
      data=$(cat folder)
      [ ! -e "$data/master.info" ] || cp -p "$data/master.info" master.info
      ;;
    mysql)
      cat <<'SQL' | here 10 >channel.sql
SELECT CONCAT('CHANGE REPLICATION SOURCE TO SOURCE_HOST=', QUOTE(Host), ', SOURCE_PORT=', Port, ', SOURCE_USER=', QUOTE(User_name),
  ', SOURCE_PASSWORD=', QUOTE(User_password), ', SOURCE_AUTO_POSITION=1, SOURCE_CONNECT_RETRY=', Connect_retry,
  ', SOURCE_RETRY_COUNT=', Retry_count, ', SOURCE_HEARTBEAT_PERIOD=', Heartbeat, ', SOURCE_SSL=', Enabled_ssl,
  ', SOURCE_SSL_CA=', QUOTE(COALESCE(Ssl_ca, '')), ', SOURCE_SSL_VERIFY_SERVER_CERT=', Ssl_verify_server_cert,
  ', GET_SOURCE_PUBLIC_KEY=', Get_public_key, ';')
FROM mysql.slave_master_info WHERE Channel_name = '';
SQL
      ;;
  esac
}

# Accounts come back whose user the copy has at another address, such as the one of the guards. Others were not on the peer.
give_back_accounts() {
  for name in "$STORE"/copying/accounts/*.name; do
    [ -e "$name" ] || continue
    read -r account <"$name"
    user=${account%@*}
    quoted=$(printf '%s' "$account" | sed "s/'/''/g")
    is_lost=$(echo "SELECT COUNT(*) FROM mysql.user WHERE QUOTE(User) = '$(printf '%s' "$user" | sed "s/'/''/g")'
      AND NOT EXISTS (SELECT 1 FROM mysql.user WHERE CONCAT(QUOTE(User), '@', QUOTE(Host)) = '$quoted');" | here 10) || return
    [ "$is_lost" = 0 ] || own_sql <"${name%.name}.sql" || return
  done
}

# Runs statements that are neither replicated nor logged.
own_sql() {
  {
    echo 'SET SESSION sql_log_bin = 0; SET SESSION sql_log_off = 1;'
    if [ "$ENGINE" = mysql ]; then echo 'SET GLOBAL super_read_only = 0;'; fi
    cat
    if [ "$ENGINE" = mysql ]; then echo 'SET GLOBAL super_read_only = 1;'; fi
  } | here 60
}

# The data is whole: the guard compares, and starts the channel.
end_copy() {
  give_back_accounts || return
  if [ "$ENGINE" = mysql ]; then
    { echo 'RESET REPLICA ALL;' && cat "$STORE/copying/channel.sql"; } | own_sql || return
  fi
  echo 'UPDATE evenkeel.writer SET in_step = 0;' | own_sql || return
  rm -rf "$STORE/copying"
}

# A server that ends by itself after a clone may still be ending: it is started again and again. Recovery after a copy may
# take minutes.
start_server() {
  read -r unit <"$STORE/copying/unit"
  for _ in $(seq 1 300); do
    systemctl start "$unit"
    if echo 'SELECT 1;' | here 30 >/dev/null 2>&1; then return; fi
    echo "note waiting for $unit"
    sleep 2
  done
  echo "$unit does not answer after ten minutes" >&2
  return 1
}
