# Read-only, after common.sh and standing.sh: prints one frame for each run in this host's journal, with the number of
# its changes in the label, and one for the lock.
home=${EVENKEEL_HOME:-/var/lib/evenkeel}
for run in "$home"/runs/*/; do
  run=${run%/}
  # A power cut while the header was written leaves it empty. Nothing was begun then.
  [ -s "$run/header.json" ] || continue
  changes=$(cat "$run"/stages/*/steps.sh 2>/dev/null | grep -c '^# [0-9]*: [-+~?] ')
  frame "run.$changes" 0 "$(describe_run "$run")"
done
frame lock 0 "$(cat "$home/lock/owner" 2>/dev/null)"
exit 0
