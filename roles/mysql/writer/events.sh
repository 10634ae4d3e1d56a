# Events of the server's scheduler. Only the writer runs them. A standby disables each event that it fetches, and forgets
# whether the writer had it enabled, so the writer keeps a list of the enabled ones in a table that is replicated.

# Statements that the open server runs each second, after the canary. An event that was disabled, or dropped, on the writer
# leaves the list; one that a standby disabled does not. The last statement prints how to enable what is on the list.
events_list_sql() {
  cat <<'SQL'
DELETE FROM evenkeel.enabled_events WHERE @@GLOBAL.read_only = 0 AND NOT EXISTS (SELECT 1 FROM information_schema.EVENTS
  WHERE BINARY EVENT_SCHEMA = event_schema_name AND BINARY EVENT_NAME = event_name AND STATUS <> 'DISABLED');
INSERT IGNORE INTO evenkeel.enabled_events SELECT EVENT_SCHEMA, EVENT_NAME FROM information_schema.EVENTS
  WHERE STATUS = 'ENABLED' AND @@GLOBAL.read_only = 0;
SELECT CONCAT('ALTER DEFINER = `', REPLACE(LEFT(e.DEFINER, CHAR_LENGTH(e.DEFINER) - CHAR_LENGTH(SUBSTRING_INDEX(e.DEFINER, '@', -1)) - 1), '`', '``'),
    '`@`', REPLACE(SUBSTRING_INDEX(e.DEFINER, '@', -1), '`', '``'), '` EVENT `', REPLACE(e.EVENT_SCHEMA, '`', '``'),
    '`.`', REPLACE(e.EVENT_NAME, '`', '``'), '` ENABLE;') AS enable_event
  FROM information_schema.EVENTS e JOIN evenkeel.enabled_events l
  ON BINARY e.EVENT_SCHEMA = l.event_schema_name AND BINARY e.EVENT_NAME = l.event_name
  WHERE e.STATUS NOT IN ('ENABLED', 'DISABLED') AND @@GLOBAL.read_only = 0;
SQL
}

# enable_events ANSWER: each server enables them for itself, so nothing of it is replicated.
enable_events() {
  case $1 in *'enable_event: '*) ;; *) return 0 ;; esac
  {
    echo 'SET SESSION sql_log_bin = 0;'
    printf '%s\n' "$1" | sed -n 's/^ *enable_event: //p'
  } | here 3 --force
}
