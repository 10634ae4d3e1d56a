# `answer LABEL COMMAND…` runs one probe in a subshell and prints `LABEL STATUS LENGTH`, a newline, what it printed, a
# newline. Lengths come first, so that nothing which a probe prints can pass for an answer.
# What it printed stays in $answered, for the preview that comes after a probe.
answer() {
  label=$1
  shift
  answered=$("$@" 2>&1)
  status=$?
  printf '%s %s %s\n%s\n' "$label" "$status" "${#answered}" "$answered"
}
