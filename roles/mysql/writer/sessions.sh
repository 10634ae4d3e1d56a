# Sessions: clients that stay connected. The daemon asks both servers several times a second, and to start a client each time
# costs more than all the rest. The SQL goes into a FIFO, the answer comes in a file. It comes after client.sh.
#
#   begin_sessions FOLDER     they have their files there. At most one shell uses a folder
#   ask NAME SQL              asks, unless the last question still waits for its answer
#   hear NAME                 sets heard: answered, then answer is the text; waiting; or ended, then session_error is why.
#                             The next question has a new client
#   query NAME HUNDREDTHS SQL asks and waits, with a new client if the last question has no answer. True if the answer has
#                             come within that time
#   is_late NAME              the question has waited for more than 2 seconds; of a new client, which has to start, 6
#   end_session NAME
#   end_sessions
#
# NAME is here, for this server; canary, also for this server, as a row may have to wait; or there, for the peer.
newline='
'

# shellcheck disable=SC2034 # the others use these with the name in another variable
begin_sessions() {
  SESSIONS=$1
  rm -rf "$SESSIONS"
  (umask 077 && mkdir -p "$SESSIONS")
  asked_here=0 asked_there=0 asked_canary=0
  pid_here='' pid_there='' pid_canary=''
  patience_here=600 patience_there=600 patience_canary=600
}

# The time of the question is the last line of its answer.
# shellcheck disable=SC2154 # eval sets pending
ask() {
  eval "pending=\$asked_$1 pid=\$pid_$1"
  [ "$pending" = 0 ] || return 0
  if [ -z "$pid" ] || ! read_process "$pid"; then begin_session "$1"; fi
  : >"$SESSIONS/$1.answer"
  tell "$1" "$2" "SELECT $now AS asked;"
  eval "asked_$1=\$now"
}

tell() { # NAME LINES
  name=$1
  shift
  case $name in
    here) printf '%s\n' "$@" >&3 ;;
    there) printf '%s\n' "$@" >&4 ;;
    canary) printf '%s\n' "$@" >&5 ;;
  esac
}

# The server ends a session that is silent for 8 seconds, as its shell hangs or is gone.
# The FIFO is new each time: in the old one, the question of the client that has ended may be left. It is also open for
# reading, so that neither side waits for the other one at the start.
begin_session() {
  rm -f "$SESSIONS/$1.ask"
  mkfifo -m 600 "$SESSIONS/$1.ask"
  case $1 in
    here) exec 3<>"$SESSIONS/$1.ask" ;;
    there) exec 4<>"$SESSIONS/$1.ask" ;;
    canary) exec 5<>"$SESSIONS/$1.ask" ;;
  esac
  session_client "$1" <"$SESSIONS/$1.ask" >>"$SESSIONS/$1.answer" 2>"$SESSIONS/$1.error" 3>&- 4>&- 5>&- &
  eval "pid_$1=\$! patience_$1=600"
  tell "$1" 'SET SESSION wait_timeout = 8;'
}

session_client() { # NAME
  case $1 in
    there) to_there stay_connected ;;
    *) to_here stay_connected ;;
  esac
}

stay_connected() {
  MYSQL_TEST_LOGIN_FILE=/dev/null
  export MYSQL_TEST_LOGIN_FILE
  exec "$ENGINE" "$@" --default-character-set=utf8mb4 --batch --raw --unbuffered --vertical --skip-reconnect
}

hear() {
  eval "pending=\$asked_$1 pid=\$pid_$1"
  heard=waiting
  session_error=
  [ "$pending" != 0 ] || return 0
  answer=$(cat "$SESSIONS/$1.answer")
  case $answer in
    *"asked: $pending")
      heard=answered
      eval "asked_$1=0 patience_$1=200"
      ;;
    *)
      if read_process "$pid"; then return; fi
      heard=ended
      wait "$pid" 2>/dev/null
      read_error "$SESSIONS/$1.error"
      eval "asked_$1=0 pid_$1=''"
      ;;
  esac
}

# The client also repeats the statement that failed.
read_error() {
  while read -r line; do
    case $line in *ERROR*) session_error=$line && return ;; esac
  done <"$1"
}

# shellcheck disable=SC2154 # eval sets patience
is_late() {
  eval "pending=\$asked_$1 patience=\$patience_$1"
  [ "$pending" != 0 ] && [ "$pending" -lt $((now - patience)) ]
}

query() {
  read_clock
  query_end=$((now + $2))
  eval "pending=\$asked_$1"
  [ "$pending" = 0 ] || end_session "$1"
  ask "$1" "$3"
  while :; do
    hear "$1"
    case $heard in
      answered) return ;;
      ended) return 1 ;;
    esac
    read_clock
    [ "$now" -lt "$query_end" ] || break
    sleep 0.01
  done
  end_session "$1"
  return 1
}

end_session() {
  eval "pid=\$pid_$1 asked_$1=0 pid_$1=''"
  if [ -n "$pid" ]; then
    kill -KILL "$pid" 2>/dev/null
    wait "$pid" 2>/dev/null
  fi
}

end_sessions() {
  for name in here there canary; do end_session "$name"; done
  rm -rf "$SESSIONS"
}

# Sets command and process_state. False for a process that is gone, or whose parent has not noticed that it is.
read_process() { # PID
  { read -r _ command process_state _ </proc/"$1"/stat; } 2>/dev/null && [ "$process_state" != Z ]
}

FIELDS=' server_id read_only gtid purged slave_pos binlog_pos domain pid_file Replica_IO_Running'
FIELDS="$FIELDS Replica_SQL_Running Replica_SQL_Running_State Retrieved_Gtid_Set Gtid_IO_Pos Last_IO_Errno Last_IO_Error"
FIELDS="$FIELDS Last_SQL_Errno Last_SQL_Error semisync_name semisync_enabled semisync_status semisync_waiters"
FIELDS="$FIELDS connection epoch lineage complete_history holds_data in_step asked "

# take PREFIX: sets a variable for each of these fields to its value in answer; empty if the answer lacks it. As `fields` of
# client.sh, but without a process: a line without a name belongs to the value above, and Slave_… is called Replica_….
# shellcheck disable=SC2086 # the answer is divided into lines
take() {
  for field in $FIELDS; do eval "$1$field=''"; done
  field=
  set -f
  IFS=$newline
  for line in $answer; do
    line=${line#"${line%%[! ]*}"}
    word=${line%%:*}
    case $line in '*'*'. row '*)
      field=
      continue
      ;;
    esac
    case $word in
      "$line" | '' | *[!A-Za-z0-9_]*)
        if [ -n "$field" ]; then eval "$1$field=\$$1$field\$line"; fi
        continue
        ;;
      Slave_*) word=Replica_${word#Slave_} ;;
    esac
    value=${line#*:}
    value=${value# }
    case $FIELDS in *" $word "*) field=$word ;; *) field='' ;; esac
    if [ -n "$field" ]; then eval "$1$field=\$value"; fi
  done
  unset IFS
  set +f
}
