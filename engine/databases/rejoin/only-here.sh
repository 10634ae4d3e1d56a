# save_transactions FILE SET [LAST]: writes the transactions of SET from this server's binary logs into FILE, as SQL that can be
# read and run again, and prints `bytes=SIZE`. Then it prints their rows for people, LAST lines at most.
#
# It comes after client.sh and transactions.sh.
save_transactions() {
  mkdir -p "${1%/*}" && chmod 700 "${1%/*}" || return
  (umask 077 && decode_transactions "$2" >"$1.new") || return
  mv "$1.new" "$1" && sync "$1" || return
  echo "bytes=$(wc -c <"$1" | tr -d ' ')"
  grep -aE '^### |^(CREATE|ALTER|DROP|TRUNCATE|GRANT|REVOKE|RENAME|INSERT|UPDATE|DELETE|REPLACE|LOAD) ' "$1" | cut -c 1-300 | head -n "${3:-40}"
}
