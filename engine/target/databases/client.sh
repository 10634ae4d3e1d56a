# SQL on this server and on its peer, for MariaDB from 10.5 and MySQL from 8.0.26: both know the words REPLICA and SOURCE.
# The caller sets these before:
#
#   ENGINE       mariadb or mysql, which is also the name of the client
#   SOCKET       the socket of this server, over which root logs in without a password
#   PEER, PORT   the address and port of the other server
#   PEER_FILE    a defaults file of the client with the account for it: user, password, TLS
#
#   here SECONDS <SQL          runs statements on this server, prints rows without names, columns divided by tabs
#   there SECONDS <SQL         the same on the peer
#   here_fields SECONDS <SQL   the same as NAME=value lines, one for each column of each row
#   there_fields SECONDS <SQL
#
# All of them fail if a statement fails or the time is over; the server's error is on the standard error. SQL comes by
# standard input only, so that no secret of it is in the list of processes.

here() {
  client "$1" --no-defaults --protocol=socket --socket="$SOCKET" --user=root --skip-column-names
}

there() {
  client "$1" --defaults-file="$PEER_FILE" --protocol=tcp --host="$PEER" --port="$PORT" --connect-timeout=1 --skip-column-names
}

here_fields() {
  sql_answer=$(client "$1" --no-defaults --protocol=socket --socket="$SOCKET" --user=root --vertical) || return
  printf '%s\n' "$sql_answer" | fields
}

there_fields() {
  sql_answer=$(client "$1" --defaults-file="$PEER_FILE" --protocol=tcp --host="$PEER" --port="$PORT" --connect-timeout=1 --vertical) || return
  printf '%s\n' "$sql_answer" | fields
}

# client SECONDS OPTIONS: a client that another one started waits no longer than this. A file of root's own with a
# login must not count, so the client gets none.
client() {
  client_seconds=$1
  shift
  MYSQL_TEST_LOGIN_FILE=/dev/null timeout -s KILL "$client_seconds" "$ENGINE" "$@" --batch --raw
}

# Reads the client's vertical output. A value may have several lines, as sets of GTIDs and errors do: they are joined.
# The words of replication are those of new servers: Replica_IO_Running also where a server says Slave_IO_Running.
fields() {
  awk '
    function flush() { if (name != "") print name "=" value }
    /^\*+ [0-9]+\. row \*+$/ { next }
    match($0, /^ *[A-Za-z_][A-Za-z0-9_]*: ?/) {
      flush()
      name = substr($0, 1, RLENGTH); value = substr($0, RLENGTH + 1)
      gsub(/[ :]/, "", name); sub(/^Slave_/, "Replica_", name); sub(/^Master_/, "Source_", name)
      next
    }
    { value = value $0 }
    END { flush() }'
}
