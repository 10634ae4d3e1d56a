# Accounts of databases. An account's definition is the statements that make it, as the server prints them: it has the hash
# of the password, and no password.

# read_database_account ENGINE NAME HOST: prints its definition, `absent`, or `not yet` and the reason.
read_database_account() {
  find_database_server "$1" || {
    echo "not yet: $missing"
    return 0
  }
  account_definition "$2" "$3"
}

# account_definition NAME HOST: the same text for the same account.
account_definition() {
  known=$(echo "SELECT COUNT(*) FROM mysql.user WHERE User='$1' AND Host='$2';" | sql) || exit 1
  if [ "$known" = 0 ]; then
    echo absent
    return 0
  fi
  as_hex=$(echo "SHOW VARIABLES LIKE 'print_identified_with_as_hex';" | sql) || exit 1
  defined=$({
    printf '%s\n' "$quiet_session"
    [ -z "$as_hex" ] || echo 'SET SESSION print_identified_with_as_hex=ON;'
    echo "SHOW CREATE USER '$1'@'$2';"
    echo "SHOW GRANTS FOR '$1'@'$2';"
  } | sql) || exit 1
  printf '%s\n' "$defined" | head -n 1
  printf '%s\n' "$defined" | sed 1d | LC_ALL=C sort
}

# keep_database_account ENGINE NAME HOST DIGEST: keeps the definition, for an undo, among the blobs.
keep_database_account() (
  need_database_server "$1"
  umask 077
  set_blob "$4"
  if [ -e "$blob" ]; then exit 0; fi
  account_definition "$2" "$3" >"$EVENKEEL_STEP/definition"
  if [ "$(digest_of "$EVENKEEL_STEP/definition")" != "$4" ]; then
    rm -f "$EVENKEEL_STEP/definition"
    fail "somebody has changed the account '$2'@'$3' since it was read"
  fi
  remember "$blob" <"$EVENKEEL_STEP/definition"
  rm -f "$EVENKEEL_STEP/definition"
)

# put_database_account ENGINE NAME HOST CLAUSE TLS GRANTS REVOKES: CLAUSE is a file with what follows IDENTIFIED, TLS what
# follows REQUIRE; GRANTS and REVOKES are statements, one a line.
put_database_account() (
  need_database_server "$1"
  account="'$2'@'$3'"
  {
    printf 'CREATE USER IF NOT EXISTS %s IDENTIFIED %s REQUIRE %s;\n' "$account" "$(cat "$4")" "$5"
    printf 'ALTER USER %s IDENTIFIED %s REQUIRE %s;\n' "$account" "$(cat "$4")" "$5"
    printf '%s\n' "$6"
  } | change_sql
  revoke_grants "$7"
)

# restore_database_account ENGINE NAME HOST DIGEST TLS REVOKES: as its kept definition says.
# shellcheck disable=SC2016 # backquotes are those of SQL
restore_database_account() (
  need_database_server "$1"
  account="'$2'@'$3'"
  set_blob "$4"
  kept=$blob
  [ -e "$kept" ] || fail "the definition of the account $account is not kept on this host"
  roles=$(sed -n '1s/^CREATE USER .* DEFAULT ROLE \(`.*`\) REQUIRE .*/\1/p' "$kept")
  {
    echo "CREATE USER IF NOT EXISTS $account;"
    sed -n '1{s/^CREATE /ALTER /;s/ DEFAULT ROLE `.*` REQUIRE / REQUIRE /;/ IDENTIFIED /!s/^ALTER USER [^ ]*/& IDENTIFIED BY '"''"'/;s/$/;/;p;}' "$kept"
    echo "ALTER USER $account REQUIRE $5;"
    sed '1d;s/$/;/' "$kept"
    [ -z "$roles" ] || echo "ALTER USER $account DEFAULT ROLE $roles;"
  } | change_sql
  revoke_grants "$6"
)

# revoke_grants STATEMENTS: an earlier attempt may have revoked some of them.
revoke_grants() {
  printf '%s\n' "$1" | while IFS= read -r statement; do
    [ -n "$statement" ] || continue
    told=$(printf '%s\n' "$statement" | change_sql 2>&1) || case $told in
      *'ERROR 1141 '* | *'ERROR 1147 '*) ;;
      *) fail "$told" ;;
    esac
  done
}

drop_database_account() (
  need_database_server "$1"
  echo "DROP USER IF EXISTS '$2'@'$3';" | change_sql
)
