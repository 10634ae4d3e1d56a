# Comparison of what two servers have executed, by their GTIDs. It comes after client.sh, and uses its settings.
#
# MySQL: a set such as `3E11FA47-…:1-77`, from @@gtid_executed. MariaDB: @@gtid_binlog_state, the last transaction of each
# domain and server, such as `1-1-77,2-2-5`. MariaDB's sets are compared by number, so both need gtid_strict_mode.
#
#   gtid_missing A B      prints what A has and B lacks; nothing if B has all of A. MariaDB: `1-1-70..77` is 70 to 77
#   gtid_relation A B [LATER]
#                         sets only_a, only_b and relation, as seen from A: equal, ahead, behind or fork. LATER is what A's
#                         server has after B was read: while a server writes, what is read later has more
#
# Equal sets do not prove equal data: once both sides of a fork have been merged, their sets are equal and rows differ. So
# the comparison comes before the first transaction is fetched, each time.

gtid_missing() {
  [ "$1" != "$2" ] || return 0
  is_gtid "$1" && is_gtid "$2" || return
  case $ENGINE in
    mysql) echo "SELECT REPLACE(GTID_SUBTRACT('$1', '$2'), CHAR(10), '');" | here 2 ;;
    mariadb) mariadb_missing "$1" "$2" ;;
  esac
}

# The text comes from another server and goes into SQL.
is_gtid() {
  case $1 in
    *[!0-9A-Za-z:,_-]*)
      echo "this is no set of GTIDs: $1" >&2
      return 1
      ;;
  esac
}

mariadb_missing() {
  awk -v a="$1" -v b="$2" 'BEGIN {
    count = split(b, list, ",")
    for (i = 1; i <= count; i++) { split(list[i], part, "-"); has[part[1] "-" part[2]] = part[3] }
    count = split(a, list, ",")
    for (i = 1; i <= count; i++) {
      split(list[i], part, "-")
      key = part[1] "-" part[2]
      if (part[3] + 0 <= has[key] + 0) continue
      missing = missing comma key "-" (has[key] + 1) ".." part[3]
      comma = ","
    }
    if (missing != "") print missing
  }'
}

# shellcheck disable=SC2034 # the caller uses the results
gtid_relation() {
  only_a=$(gtid_missing "$1" "$2") && only_b=$(gtid_missing "$2" "${3-$1}") || return
  case ${only_a:+a}${only_b:+b} in
    ab) relation=fork ;;
    a) relation=ahead ;;
    b) relation=behind ;;
    *) relation=equal ;;
  esac
}
