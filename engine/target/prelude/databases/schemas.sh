# Databases, which are schemas: each server of a pair makes its own.
# $EVENKEEL_HOME/databases/NAME.left marks one that could not be dropped, as somebody's tables are in it. It is read as absent
# as long as it holds them. If it were read as present, it would be taken for one that was there before.

# read_database ENGINE NAME: prints its character set and its collation, `absent`, or `not yet` and the reason.
read_database() {
  find_database_server "$1" || {
    echo "not yet: $missing"
    return 0
  }
  found=$(echo "SELECT DEFAULT_CHARACTER_SET_NAME, DEFAULT_COLLATION_NAME FROM information_schema.SCHEMATA
    WHERE SCHEMA_NAME='$2';" | sql) || exit 1
  if [ -n "$found" ] && [ -e "${EVENKEEL_HOME:-/var/lib/evenkeel}/databases/$2.left" ]; then
    contents=$(count_in_database "$2") || exit 1
    [ "$contents" = 0 ] || found=''
  fi
  printf '%s\n' "${found:-absent}"
}

# Prints the number of tables, views, routines and events in a database.
count_in_database() {
  echo "SELECT (SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA='$1')
    + (SELECT COUNT(*) FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA='$1')
    + (SELECT COUNT(*) FROM information_schema.EVENTS WHERE EVENT_SCHEMA='$1');" | sql
}

# put_database ENGINE NAME OPTIONS: such as `CHARACTER SET utf8mb4`, or nothing.
put_database() (
  need_database_server "$1"
  {
    echo "CREATE DATABASE IF NOT EXISTS \`$2\`${3:+ $3};"
    [ -z "$3" ] || echo "ALTER DATABASE \`$2\` $3;"
  } | change_sql
  rm -f "$EVENKEEL_HOME/databases/$2.left"
)

# drop_database ENGINE NAME: if nothing is in it. Looking and dropping are one statement for the client, so that next to no
# time is between them.
drop_database() (
  need_database_server "$1"
  {
    echo "SELECT IF(COUNT(*) = 0, 'DROP DATABASE IF EXISTS \`$2\`', 'DO 0') FROM (
        SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA='$2'
        UNION ALL SELECT ROUTINE_NAME FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA='$2'
        UNION ALL SELECT EVENT_NAME FROM information_schema.EVENTS WHERE EVENT_SCHEMA='$2') AS contents INTO @statement;"
    echo 'PREPARE dropping FROM @statement; EXECUTE dropping;'
  } | change_sql
  mark=$EVENKEEL_HOME/databases/$2.left
  contents=$(count_in_database "$2")
  if [ "$contents" = 0 ]; then
    rm -f "$mark"
  else
    echo "the database $2 stays, as it holds $contents tables, views, routines and events"
    mkdir -p "${mark%/*}"
    echo "$contents" | remember "$mark"
  fi
)

# preview_database_removal ENGINE NAME: prints `holds NUMBER`.
preview_database_removal() {
  if find_database_server "$1"; then echo "holds $(count_in_database "$2")"; fi
}
