# Removes backups that nothing needs any more.

# sweep_backups [RUN]: removes the backups of runs that are gone, unless a record names their content as what was found, and
# with RUN, which was reverted, its own. Then empty folders.
sweep_backups() (
  found=$(cat "$EVENKEEL_HOME"/managed/*.json 2>/dev/null) || { ! ls "$EVENKEEL_HOME"/managed/*.json >/dev/null 2>&1 || exit 1; }
  {
    printf '%s\n' "$EVENKEEL_HOME/backups"
    cat "$EVENKEEL_HOME/backup-folders" 2>/dev/null || true
  } | while IFS= read -r folder; do
    for old in "$folder"/*; do
      case ${old##*/} in aside.*) continue ;; esac
      is_there "$old" || continue
      set_run_of_backup "${old##*/}"
      if [ "$run" != "${1:-}" ]; then
        [ ! -d "$EVENKEEL_HOME/runs/$run" ] || continue
        case ${old##*/} in
          new.*) ;;
          *)
            # A backup that cannot be read stays.
            content=$(content_of "$old") || continue
            case $found in *"$content"*) continue ;; esac
            ;;
        esac
      fi
      rm -rf "$old"
    done
    [ "$folder" = "$EVENKEEL_HOME/backups" ] || rmdir "$folder" 2>/dev/null || true
  done
)

# set_run_of_backup NAME: sets run to the run that has made it: what comes before STAGE.STEP, or after `new.`.
set_run_of_backup() {
  run=${1%.copy}
  case $run in
    new.*)
      run=${run#new.}
      run=${run%%.*}
      ;;
    *)
      run=${run%.*.*}
      run=${run##*.}
      ;;
  esac
}
