# MySQL's CLONE: this server fetches the peer's data over the connection of the database. It comes after keep.sh.

# On the peer: the account of the other guard may be its donor for as long as this takes. Prints what was not so before.
allow_clone() {
  plugin=$(echo "SELECT COUNT(*) FROM information_schema.PLUGINS WHERE PLUGIN_NAME = 'clone';" | here 10) || return
  if [ "$plugin" = 0 ]; then
    echo "INSTALL PLUGIN clone SONAME 'mysql_clone.so';" | donor_sql && echo plugin=new || return
  fi
  user=$(client_option user | sed "s/'/''/g")
  echo "SELECT CONCAT(QUOTE(User), '@', QUOTE(Host)) FROM mysql.user u WHERE User = '$user' AND NOT EXISTS
    (SELECT 1 FROM mysql.global_grants g WHERE g.USER = u.User AND g.HOST = u.Host AND g.PRIV = 'BACKUP_ADMIN');" |
    here 10 | while read -r account; do
    echo "GRANT BACKUP_ADMIN ON *.* TO $account;" | donor_sql && echo "account=$account" || return
  done
}

forbid_clone() { # ACCOUNTS, one a line; PLUGIN: new
  printf '%s\n' "$1" | while read -r account; do
    [ -z "$account" ] || echo "REVOKE BACKUP_ADMIN ON *.* FROM $account;" | "$3" || return
  done
  [ "$2" != new ] || echo 'UNINSTALL PLUGIN clone;' | "$3"
}

donor_sql() { { echo 'SET SESSION sql_log_bin = 0;' && cat; } | here 30; }

# The server ends, or starts again by itself, after the last byte: that is no failure. Whether the copy is whole is in
# performance_schema.clone_status.
clone_data() { # TLS: yes or no
  password=$(client_option password | sed "s/[\\\\']/\\\\&/g")
  user=$(client_option user)
  secure=
  alone "$STORE/copying/process"
  end_clones
  if [ "$1" = yes ]; then secure='REQUIRE SSL'; fi
  follow_clone &
  follower=$!
  {
    echo "SET SESSION sql_log_off = 1; STOP REPLICA; SET GLOBAL super_read_only = 0;"
    if [ "$(echo "SELECT COUNT(*) FROM information_schema.PLUGINS WHERE PLUGIN_NAME = 'clone';" | here 10)" = 0 ]; then
      echo "INSTALL PLUGIN clone SONAME 'mysql_clone.so';"
    fi
    echo "SET GLOBAL clone_valid_donor_list = '$PEER:$PORT';"
    echo "CLONE INSTANCE FROM '$user'@'$PEER':$PORT IDENTIFIED BY '$password' $secure;"
  } | here 864000 2>"$STORE/copying/error"
  kill "$follower" 2>/dev/null
  sleep 2
  start_server || return
  done=$(echo "SELECT COUNT(*) FROM performance_schema.clone_status WHERE STATE = 'Completed';" | here 10)
  if [ "$done" != 1 ]; then
    sed 's/IDENTIFIED BY .*//' "$STORE/copying/error" >&2
    return 1
  fi
}

# A client that is gone does not end its CLONE.
end_clones() {
  echo "SELECT CONCAT('KILL ', ID, ';') FROM performance_schema.processlist WHERE INFO LIKE 'CLONE INSTANCE FROM %';" |
    here 10 | here 10 --force
}

follow_clone() {
  while sleep 1; do
    echo "SELECT CONCAT('progress ', COALESCE(SUM(DATA), 0), ' ', COALESCE(SUM(ESTIMATE), 0)) FROM performance_schema.clone_progress
      WHERE STAGE IN ('FILE COPY', 'PAGE COPY', 'REDO COPY');" | here 2 2>/dev/null
  done
}

client_option() { # NAME: a value of the defaults file
  sed -n "s/^$1 *= *//p" "$PEER_FILE" | head -n 1 | sed 's/^"\(.*\)"$/\1/'
}
