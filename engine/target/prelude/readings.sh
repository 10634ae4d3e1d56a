# A step reads its own resource once more, right before it writes.

# expect_reading PROBE DIGEST POSITION NAME: fails, before the step writes anything, if its resource does not read as
# when the host was read. POSITION is that of the resource in the baseline, in which its change is not ours to take back.
expect_reading() {
  if reads_as "$1" "$2"; then
    : >"$EVENKEEL_STEP/as-read"
    return 0
  fi
  printf '%s\n' "$3" >"$EVENKEEL_STEP/differs"
  printf '%s\n' "$3" >>"$EVENKEEL_RUN/differs"
  fail "somebody has changed the $4 since it was read, so it is left as it is"
}

# compare_reading PROBE DIGEST POSITION NAME: tells a difference that an earlier step of this run may have made.
compare_reading() {
  reads_as "$1" "$2" || tell_kept "the $(printf '%s' "$4" | tr -c ' -~' '?') was changed after it was read, by this run or by somebody"
}

# reads_as PROBE DIGEST
reads_as() {
  answered=$(
    set +eu
    "$1" 2>&1
  ) && status=0 || status=$?
  [ "$(frame probe "$status" "$answered" | sha256sum | cut -d ' ' -f 1)" = "$2" ]
}
