# Prints what stands in the way of closing this server, one finding a line, columns divided by tabs:
#
#   xa      NUMBER                          transactions that are prepared, and that nobody has committed or rolled back
#   bypass  ID USER HOST SECONDS            a session of an account that writes although the server is read-only
#   write   ID USER SECONDS ROWS STATEMENT  a transaction that has written or locked rows for longer than SECONDS
#
# It comes after client.sh. A session counts as a bypass once it has been idle or at work for two seconds: the guard's own
# sessions are shorter.

obstacles() { # SECONDS
  case $ENGINE in
    mysql) processes=performance_schema.processlist ;;
    mariadb) processes=information_schema.PROCESSLIST ;;
  esac
  echo 'XA RECOVER;' | here 10 | awk 'END { if (NR > 0) print "xa\t" NR }'
  {
    # On MySQL, super_read_only stops every account.
    if [ "$ENGINE" = mariadb ]; then bypass_sql; fi
    cat <<SQL
SELECT 'write', t.trx_mysql_thread_id, COALESCE(p.USER, ''), TIMESTAMPDIFF(SECOND, t.trx_started, NOW()),
  t.trx_rows_modified, REPLACE(REPLACE(LEFT(COALESCE(t.trx_query, p.INFO, ''), 200), CHAR(10), ' '), CHAR(9), ' ')
FROM information_schema.INNODB_TRX t LEFT JOIN $processes p ON p.ID = t.trx_mysql_thread_id
WHERE t.trx_mysql_thread_id <> 0 AND t.trx_started < NOW() - INTERVAL $1 SECOND
  AND (t.trx_rows_modified > 0 OR t.trx_rows_locked > 0) AND COALESCE(p.USER, '') <> 'system user';
SQL
  } | here 10
}

bypass_sql() {
  cat <<SQL
SELECT 'bypass', p.ID, p.USER, SUBSTRING_INDEX(p.HOST, ':', 1), p.TIME FROM $processes p
WHERE p.ID <> CONNECTION_ID() AND p.TIME >= 2 AND p.COMMAND NOT IN ('Binlog Dump', 'Daemon', 'Slave_IO', 'Slave_SQL', 'Slave_worker')
  AND EXISTS (SELECT 1 FROM information_schema.USER_PRIVILEGES u WHERE u.PRIVILEGE_TYPE IN ('READ_ONLY ADMIN', 'READ ONLY ADMIN')
    AND u.GRANTEE LIKE CONCAT('''', p.USER, '''@%'));
SQL
}
