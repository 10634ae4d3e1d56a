# decode_transactions SET: prints the transactions of SET from this server's binary logs, as SQL that can be read and run
# again. It comes after client.sh.
#
# SET is what `writer compare` calls only_here: a set of GTIDs (MySQL), or ranges such as `1-1-70..77` (MariaDB).
decode_transactions() {
  names=$(echo 'SHOW BINARY LOGS;' | here 10 | cut -f 1) || return
  base=$(echo 'SELECT @@GLOBAL.log_bin_basename;' | here 10) || return
  # shellcheck disable=SC2086 # one word for each file
  (
    cd "${base%/*}" || exit
    case $ENGINE in
      mysql) mysqlbinlog --no-defaults --verbose --include-gtids="$1" $names ;;
      mariadb) decode_mariadb "$1" $names ;;
    esac
  )
}

# MariaDB's program cannot choose transactions by their GTID. Each begins with a comment that has it.
decode_mariadb() { # SET FILES
  wanted=$1
  shift
  decoder=$(command -v mariadb-binlog || command -v mysqlbinlog) || {
    echo 'neither mariadb-binlog nor mysqlbinlog is here' >&2
    return 1
  }
  { "$decoder" --no-defaults --verbose "$@" || echo 'evenkeel: the decoder failed'; } | awk -v wanted="$wanted" '
    BEGIN {
      count = split(wanted, list, ",")
      for (i = 1; i <= count; i++) {
        split(list[i], part, "-")
        split(part[3], range, /\.\./)
        first[part[1] "-" part[2]] = range[1]
        last[part[1] "-" part[2]] = range[2] == "" ? range[1] : range[2]
      }
      keep = 1
    }
    /^evenkeel: the decoder failed$/ { failed = 1; exit }
    # The line above names the position; it belongs to what follows.
    /^# at [0-9]+$/ { position = $0; next }
    match($0, /\tGTID [0-9]+-[0-9]+-[0-9]+/) {
      split(substr($0, RSTART + 6, RLENGTH - 6), part, "-")
      key = part[1] "-" part[2]
      keep = key in first && part[3] + 0 >= first[key] + 0 && part[3] + 0 <= last[key] + 0
    }
    keep && position != "" { print position }
    { position = "" }
    keep
    END { exit failed }'
}
