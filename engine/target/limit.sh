# limit.sh SESSION SECONDS LOG WHY: ends a step, with all that it started, when it takes too long or prints too much,
# and says in the file WHY which of them. A full disk would leave no room for taking the step back.
. "$(dirname "$0")/processes.sh"
left=$2
most=$((64 * 1024 * 1024))
while sleep 1; do
  # Its runner may be gone: nobody else ends this watch then, and the number would soon be somebody else's.
  kill -0 "$1" 2>/dev/null || exit 0
  left=$((left - 1))
  if test "$left" -le 0; then why="took longer than $2 seconds"; break; fi
  if test "$(stat -c %s "$3")" -gt "$most"; then why='printed more than 64 MB'; break; fi
done
echo "it $why, and was ended" >"$4"
signal_session TERM "$1"
sleep 5
signal_session KILL "$1"
