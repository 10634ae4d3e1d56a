# limit.sh SESSION START MARK SECONDS LOG GROUP: ends a step, with all that it started, if it takes too long or prints too
# much, and writes which of them to the file MARK. A full disk would leave no room for the undo.
LC_ALL=C
export LC_ALL
. "${0%/*}/standing.sh"
. "${0%/*}/processes.sh"
left=$4
most=$((64 * 1024 * 1024))
while sleep 1; do
  # The runner may be gone. Then nothing else ends this process, and another process could get the step's number.
  kill -0 "$1" 2>/dev/null || exit 0
  left=$((left - 1))
  if [ "$left" -le 0 ]; then
    reason="took longer than $4 seconds"
    break
  fi
  if [ "$(stat -c %s "$5")" -gt "$most" ]; then
    reason='printed more than 64 MB'
    break
  fi
done
echo "it $reason, and was ended" >"$3"
signal_step TERM "$1" "$2" "$3" "$6"
sleep 5
signal_step KILL "$1" "$2" "$3" "$6"
