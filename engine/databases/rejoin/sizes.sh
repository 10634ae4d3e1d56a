# sizes: prints how much data this server holds, and the room on its disk. It comes after client.sh.
sizes() {
  cat <<'SQL' | here 60
SELECT CONCAT('schemas=', COUNT(DISTINCT TABLE_SCHEMA)) FROM information_schema.TABLES
  WHERE TABLE_SCHEMA NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema', 'evenkeel');
SELECT CONCAT('data=', COALESCE(SUM(DATA_LENGTH + INDEX_LENGTH), 0)) FROM information_schema.TABLES
  WHERE TABLE_SCHEMA NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema', 'evenkeel');
SQL
  folder=$(echo 'SELECT @@GLOBAL.datadir;' | here 10) || return
  echo "folder=$folder"
  echo "used=$(($(du -sk "$folder" | cut -f 1) * 1024))"
  echo "free=$(($(df -Pk "$folder" | awk 'NR == 2 { print $4 }') * 1024))"
  programs
}

# programs: prints which of those are here that a copy may need.
programs() {
  for program in mariadb-backup mbstream socat openssl; do
    if command -v "$program" >/dev/null 2>&1; then echo "has_$program=yes"; fi
  done
}
