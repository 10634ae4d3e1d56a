# SQL on this server and on its peer, for MariaDB from 10.5 and MySQL from 8.0.26: both know the words REPLICA and SOURCE.
# The caller sets these before:
#
#   ENGINE       mariadb or mysql, which is also the name of the client
#   SOCKET       the socket of this server, over which root logs in without a password
#   PEER, PORT   the address and port of the other server
#   PEER_FILE    a defaults file of the client with the account for it: user, password, TLS
#
#   here SECONDS [OPTIONS] <SQL   runs statements on this server, prints rows without names, columns divided by tabs. OPTIONS
#                                 are the client's, such as --force
#   there SECONDS [OPTIONS] <SQL  the same on the peer
#   here_fields SECONDS <SQL      the same as NAME=value lines, one for each column of each row
#   there_fields SECONDS <SQL
#
# All of them fail if a statement fails or the time is over; the server's error is on the standard error. SQL comes by
# standard input only, so that no secret of it is in the list of processes.

here() { # SECONDS OPTIONS
  client_seconds=$1
  shift
  to_here client --skip-column-names "$@"
}

there() { # SECONDS OPTIONS
  client_seconds=$1
  shift
  to_there client --skip-column-names "$@"
}

here_fields() {
  client_seconds=$1
  sql_answer=$(to_here client --vertical) || return
  printf '%s\n' "$sql_answer" | fields
}

there_fields() {
  client_seconds=$1
  sql_answer=$(to_there client --vertical) || return
  printf '%s\n' "$sql_answer" | fields
}

# to_here COMMAND OPTIONS, to_there COMMAND OPTIONS: run COMMAND with the options of a connection and these.
to_here() {
  connect=$1
  shift
  "$connect" --no-defaults --protocol=socket --socket="$SOCKET" --user=root "$@"
}

to_there() {
  connect=$1
  shift
  "$connect" --defaults-file="$PEER_FILE" --protocol=tcp --host="$PEER" --port="$PORT" --connect-timeout=1 "$@"
}

# An account in root's own files must not count: the client reads none of them.
client() {
  MYSQL_TEST_LOGIN_FILE=/dev/null timeout -s KILL "$client_seconds" "$ENGINE" "$@" --batch --raw --unbuffered
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
