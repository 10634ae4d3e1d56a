# The steps of a stage.

forward() { # STAGE
  stage=$1
  count=$(sed -n '1s/^# steps: //p' "$run/stages/$stage/steps.sh")
  number=1
  note_all_mounts
  while [ "$number" -le "$count" ] && may_go_on; do
    event "started $stage $number"
    # A step without a complete backup does not run, so it has nothing to undo.
    if keep "$stage" "$number" && note_mounts "$stage" "$number" && note "$stage $number started" && step "$stage" "$number" forward; then
      note "$stage $number done"
      event "done $stage $number"
    else
      status=$?
      note "$stage $number failed"
      event "failed $stage $number $status"
      log_events "$stage" "$number" keep forward
      revert
      return
    fi
    number=$((number + 1))
  done
  ! may_go_on || sh "$run/stages/$stage/probe.sh" </dev/null >"$run/stages/$stage/after"
  if may_go_on; then
    rest applied "$stage"
  else
    event "stopped $stage $number"
    [ -e "$run/stop" ] || [ "$state" != open ] || too_late
    revert
  fi
}

# Not after the end of the lease, even if the guard is late or gone.
may_go_on() {
  [ -e "$run/stop" ] && return 1
  read_standing "$run"
  [ "$state" = open ] && read_lease && [ "$left" -gt 0 ]
}
