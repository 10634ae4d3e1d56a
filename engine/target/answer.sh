# answer LABEL COMMAND…: runs one probe in a subshell and prints its output and status as a frame, or, with EVENKEEL_EACH,
# the digest of that frame. Leaves the output in $answered, for the preview that follows a probe.
answer() {
  label=$1
  shift
  answered=$("$@" 2>&1)
  set -- "$?"
  if [ -n "${EVENKEEL_EACH:-}" ]; then
    frame "$label" "$1" "$answered" | sha256sum | cut -d ' ' -f 1
  else
    frame "$label" "$1" "$answered"
  fi
}
