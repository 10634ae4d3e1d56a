# FLUSH and ANALYZE of an administrator on the standby are transactions of its own, also where nobody may write: as in the
# rotation of logs. They change no data, so they are no fork. Nor is the statement with which Debian's package of MySQL sets its
# own account at each upgrade, while nobody else is served.

# is_upkeep SET: whether these transactions of this server are all of that kind. Binary logs may be long, so a process of its
# own reads them, at most one in ten seconds; until it has, the answer is no.
is_upkeep() {
  judged=
  { read -r judged <"$SESSIONS/upkeep"; } 2>/dev/null || true
  case $judged in
    "yes $1") return ;;
    "no $1") return 1 ;;
  esac
  if [ "$now" -ge "$judge_again" ] && { [ -z "$judge" ] || ! read_process "$judge"; }; then
    judge_again=$((now + 1000))
    judge_upkeep "$1" 3>&- 4>&- 5>&- &
    judge=$!
  fi
  return 1
}

# Binary logs that cannot be read are no answer.
judge_upkeep() {
  found=$({ decode_transactions "$1" 2>/dev/null || echo 'evenkeel: unreadable'; } | count_upkeep)
  if [ "$found" = unreadable ]; then return; fi
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
    /^ALTER USER .debian-sys-maint.@.localhost. IDENTIFIED WITH .auth_socket. AS .root.$/ { statements++; next }
    /^evenkeel: unreadable$/ { unreadable = 1 }
    { other = 1 }
    END { if (unreadable) print "unreadable"; else if (!other && statements == transactions) print transactions + 0 }'
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
