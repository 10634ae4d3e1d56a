# FLUSH and ANALYZE of an administrator on the standby are transactions of its own, also where nobody may write: as in the
# rotation of logs. They change no data, so they are no fork.

# is_upkeep SET: whether these transactions of this server are all of that kind. Binary logs may be long, so a process of its
# own reads them; until it has, the answer is no.
is_upkeep() {
  if [ "$1" != "$upkeep_set" ] || { [ -e "$SESSIONS/upkeep-failed" ] && [ "$now" -ge "$upkeep_again" ]; }; then
    upkeep_set=$1 upkeep_again=$((now + 1000))
    rm -f "$SESSIONS/upkeep-failed"
    rm -f "$SESSIONS/upkeep"
    judge_upkeep "$1" 3>&- 4>&- 5>&- &
  fi
  [ -e "$SESSIONS/upkeep" ] && read -r upkeep <"$SESSIONS/upkeep" && [ "$upkeep" = "yes $1" ]
}

judge_upkeep() {
  found=$({ decode_transactions "$1" 2>/dev/null || : >"$SESSIONS/upkeep-failed"; } | count_upkeep)
  if [ "$found" = "$(count_transactions "$1")" ]; then echo "yes $1"; else echo "no $1"; fi >"$SESSIONS/upkeep.new"
  mv "$SESSIONS/upkeep.new" "$SESSIONS/upkeep"
}

# Prints how many transactions are decoded on the standard input; nothing if one of them is something else than upkeep. Rows
# stand there as `BINLOG`, in which the head of a binary log is, too, and as comments.
count_upkeep() {
  awk '
    /^BINLOG / { binlog = 1 }
    binlog { if (/\/\*!\*\/;$/) binlog = 0; next }
    /^### / || /^#.*(Table_map|_rows)/ { other = 1; next }
    /^SET @@SESSION\.GTID_NEXT= *.[0-9a-fA-F-]+:/ || /\tGTID [0-9]+-[0-9]+-[0-9]+/ { transactions++; next }
    /^\/\*!\*\/;$/ || /^\/\*M?![0-9]* ?SET / || /^\/\*!\\C / { next }
    /^#/ || /^$/ || /^DELIMITER / || /^SET (@@|TIMESTAMP=|@OLD)/ || /^use `/ || /^ROLLBACK/ { next }
    toupper($1) ~ /^(FLUSH|ANALYZE|OPTIMIZE)$/ { statements++; next }
    { other = 1 }
    END { if (!other && statements == transactions) print transactions + 0 }'
}

# Prints how many transactions are in SET: `1-1-70..77`, or a set of MySQL, whose ranges may stand behind a tag.
count_transactions() { # SET
  printf '%s\n' "$1" | tr ',' '\n' | awk -v engine="$ENGINE" '
    function count(range, mark, at) {
      at = index(range, mark)
      return at == 0 ? 1 : substr(range, at + length(mark)) - substr(range, 1, at - 1) + 1
    }
    engine == "mariadb" { split($0, part, "-"); total += count(part[3], "..") }
    engine == "mysql" { parts = split($0, part, ":"); for (i = 2; i <= parts; i++) if (part[i] ~ /^[0-9]/) total += count(part[i], "-") }
    END { print total + 0 }'
}
