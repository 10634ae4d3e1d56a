# limit.sh GROUP SECONDS LOG WHY: ends a step, its whole process group, when it takes too long or prints too much, and
# says in the file WHY which of them. A full disk would leave no room for taking the step back.
left=$2
most=$((64 * 1024 * 1024))
while sleep 1; do
  left=$((left - 1))
  if test "$left" -le 0; then why="took longer than $2 seconds"; break; fi
  if test "$(stat -c %s "$3")" -gt "$most"; then why='printed more than 64 MB'; break; fi
done
echo "it $why, and was ended" >"$4"
# Without --, which busybox and dash do not take after a signal's name.
kill -TERM "-$1"
sleep 5
kill -KILL "-$1"
