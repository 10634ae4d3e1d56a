# Read-only, after common.sh and standing.sh: prints one frame for each run in this host's journal, with the number of
# its changes in the label, and one for the lock.
home=${EVENKEEL_HOME:-/var/lib/evenkeel}

# count_changes RUN_FOLDER: prints how many resources the run changed here.
count_changes() {
  changes=0
  for stage in "$1"/stages/*/; do
    made=$(sed -n 's/^{"made":\([0-9]*\),.*/\1/p' "$stage/manifest.json" 2>/dev/null)
    # Older releases did not note it.
    : "${made:=$(grep -c '^# [0-9]*: [-+~?] ' "$stage/steps.sh" 2>/dev/null)}"
    changes=$((changes + ${made:-0}))
  done
  echo "$changes"
}

for run in "$home"/runs/*/; do
  run=${run%/}
  # A power cut while the header was written leaves it empty. Nothing was begun then.
  [ -s "$run/header.json" ] || continue
  frame "run.$(count_changes "$run")" 0 "$(describe_run "$run")"
done
frame lock 0 "$(cat "$home/lock/owner" 2>/dev/null)"
exit 0
