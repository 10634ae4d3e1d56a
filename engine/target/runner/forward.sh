# Doing.

forward() {
  stage=$1
  count=$(sed -n '1s/^# steps: //p' "$run/stages/$stage/steps.sh")
  number=1
  while test "$number" -le "$count" && may_go_on; do
    tell "started $stage $number"
    # What was not put aside was not touched either: it has nothing to take back.
    if keep "$stage" "$number" && note "$stage $number started" && step "$stage" "$number" forward; then
      note "$stage $number done"
      tell "done $stage $number"
    else
      status=$?
      note "$stage $number failed"
      tell "failed $stage $number $status"
      tell_logs "$stage" "$number" keep forward
      revert
      return
    fi
    number=$((number + 1))
  done
  ! may_go_on || sh "$run/stages/$stage/probe.sh" </dev/null >"$run/stages/$stage/after"
  if may_go_on; then
    rest applied "$stage"
  else
    tell "stopped $stage $number"
    test -e "$run/stop" || test "$state" != open || too_late
    revert
  fi
}

# Not once the lease is over, even where the guard is late or gone.
may_go_on() {
  test -e "$run/stop" && return 1
  read_standing "$run"
  test "$state" = open && read_lease && test "$left" -gt 0
}
