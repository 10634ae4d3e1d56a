# answer LABEL COMMAND…: runs one probe in a subshell and prints its output and status as a frame.
# Leaves the output in $answered, for the preview that follows a probe.
answer() {
  label=$1
  shift
  answered=$("$@" 2>&1)
  frame "$label" "$?" "$answered"
}
