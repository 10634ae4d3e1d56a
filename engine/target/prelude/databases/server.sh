# The database server of this host, for probes and steps. Its clients are in engine/target/databases/client.sh.

# Sessions that change something: not in the binary log, which the other server of a pair would apply, and not in the
# general and the slow log, as a statement may hold a hash. A lock of somebody else ends the step in words.
quiet_session='SET SESSION sql_log_bin=0, sql_log_off=1, long_query_time=31536000, lock_wait_timeout=20, sql_mode="";'

# find_database_server mysql|mariadb: sets ENGINE and SOCKET. If the server may still come, it sets missing and is false;
# any other reason ends the script.
find_database_server() {
  ENGINE=$1
  SOCKET=/run/mysqld/mysqld.sock
  missing=''
  if ! has "$ENGINE"; then
    missing="the host has no program $ENGINE (yet)"
    return 1
  fi
  if ! version=$(echo 'SELECT VERSION();' | here 10 2>&1); then
    case $version in
      *"ERROR 2002 "*" (2"* | *"ERROR 2002 "*" (111"*) ;;
      '') fail 'the database server did not answer within 10 s' ;;
      *) fail "the database server does not answer: $version" ;;
    esac
    missing='the database server does not run (yet)'
    return 1
  fi
  case $ENGINE:$version in
    mysql:*MariaDB*) fail "the database server of this host is MariaDB ($version), not MySQL" ;;
    mysql:* | mariadb:*MariaDB*) ;;
    *) fail "the database server of this host is MySQL $version, not MariaDB" ;;
  esac
}

# need_database_server mysql|mariadb: for a step.
need_database_server() {
  leave_at_boot 'databases are changed'
  find_database_server "$1" || fail "$missing"
}

# Runs the statements of its input, and prints rows with tabs between the columns.
sql() { here 30 --default-character-set=utf8mb4; }

# change_sql: the same for changes, also on a server that is read-only.
change_sql() (
  super_read_only=$(echo "SHOW GLOBAL VARIABLES LIKE 'super_read_only';" | sql | cut -f 2)
  if [ "$super_read_only" = ON ]; then
    trap close_again EXIT
    echo 'SET GLOBAL super_read_only=OFF;' | sql
  fi
  quiet_sql
)

# quiet_sql: runs statements in a quiet session. A client that reconnects would go on in a session without our settings. A
# failure prints only the server's error: clients repeat the statement.
quiet_sql() {
  if told=$({
    printf '%s\n' "$quiet_session"
    cat
  } | here 60 --default-character-set=utf8mb4 --skip-reconnect 2>&1); then return 0; fi
  told=$(printf '%s\n' "$told" | sed -n "/^ERROR/{s/ near '.*//;p;}")
  fail "${told:-the database server did not answer within 60 s}"
}

# On MySQL only super_read_only=OFF lets root write on a server that is read-only; read_only itself stays on. If that is off
# by now, the server was opened meanwhile, and must not be closed.
close_again() {
  if [ "$(echo 'SELECT @@global.read_only;' | sql)" = 1 ]; then
    printf '%s\n' 'SET SESSION lock_wait_timeout=5;' 'SET GLOBAL super_read_only=ON;' | sql
  fi
}
