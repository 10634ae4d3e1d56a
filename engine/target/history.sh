# Read-only, after standing.sh: one answer for every run that this host's journal knows, with `CHANGES` in its label.
frame() { printf '%s %s %s\n%s\n' "$1" "$2" "${#3}" "$3"; }
home=${EVENKEEL_HOME:-/var/lib/evenkeel}
for run in "$home"/runs/*/; do
  run=${run%/}
  # A power cut while it was sent leaves it empty: nothing was begun.
  test -s "$run/header.json" || continue
  changes=$(cat "$run"/stages/*/steps.sh 2>/dev/null | grep -c '^# [0-9]*: [-+~?] ')
  frame "run.$changes" 0 "$(describe_run "$run")"
done
frame lock 0 "$(cat "$home/lock/owner" 2>/dev/null)"
exit 0
