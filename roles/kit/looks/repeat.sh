# repeat COUNT COMMAND…: runs a command that makes one request, again and again, and prints how many were answered.
# Stops after three failures.
repeat() {
  count=$1
  shift
  asked=0 failed=0
  while [ "$asked" -lt "$count" ] && [ "$failed" -lt 3 ]; do
    asked=$((asked + 1))
    "$@" >/dev/null || failed=$((failed + 1))
  done
  echo "$((asked - failed)) of $asked requests were answered"
  [ "$failed" -eq 0 ]
}
