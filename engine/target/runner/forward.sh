# The steps of a stage.

forward() { # STAGE
  stage=$1
  number=1
  read_steps "$stage"
  make_folders "$stage"
  note_all_mounts
  while [ "$number" -le "$count" ] && may_go_on; do
    event "started $stage $number"
    # A step without a complete backup does not run, so it has nothing to undo.
    if keep "$stage" "$number" && note_mounts "$stage" "$number" && note "$stage $number started" && step "$stage" "$number" forward; then
      # Not on the disk yet: without it after a crash, the step is undone, as it would be with it.
      write_journal "$stage $number done"
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

# read_steps STAGE: sets count, and for each step K limit_K, keeps_K and paths_K, one path a line after a newline.
read_steps() {
  [ "${steps_of:-}" != "$1" ] || return 0
  steps_of=$1 count=0
  list=$(cat "$run/stages/$1/steps")
  set -f
  IFS=$newline
  for line in $list; do
    step=${line%% *}
    value=${line#* }
    case $value in
      'limit '*)
        count=$step
        eval "limit_$step=\${value#limit } keeps_$step= paths_$step="
        ;;
      keeps) eval "keeps_$step=yes" ;;
      'path '*) eval "paths_$step=\$paths_$step\$newline\${value#path }" ;;
    esac
  done
  unset IFS
  set +f
}

# The folders of all steps, in one go.
make_folders() { # STAGE
  set --
  step=1
  while [ "$step" -le "$count" ]; do
    set -- "$@" "$run/stages/$stage/step-$step/files"
    step=$((step + 1))
  done
  [ $# = 0 ] || mkdir -p "$@"
}

# Not after the end of the lease, even if the guard is late or gone.
may_go_on() {
  [ -e "$run/stop" ] && return 1
  read_standing "$run"
  [ "$state" = open ] && read_lease && [ "$left" -gt 0 ]
}
