# The readings of resources while a run goes on: each step reads its own once more, right before it writes.
#
# $EVENKEEL_RUN/readings.sh has the probes, by the position of the resource in the baseline, and in found_POSITION the
# digest of what each found before the first write. A step that may move others
# reads those that have their steps later, before and after it: what differs before is somebody's change, and the
# reading after it, in $EVENKEEL_RUN/expected/POSITION, is what their steps expect from then on.

# expect_reading POSITION DIGEST HOW tell|quiet: fails, before the step writes anything, if its resource does not read as
# expected: `read`, as when the host was read for this stage, which DIGEST is of; `found`, also as this run found it, or
# as it was after a step that may have moved it; `moved`, only as it was after such a step of this stage.
expect_reading() {
  digest_reading "$1"
  read_digest=$digest
  if [ "$3" != moved ] && [ "$digest" != "$2" ]; then refuse_reading "$1"; fi
  if [ -e "$EVENKEEL_RUN/expected/$1" ]; then
    is_expected "$1" || refuse_reading "$1"
  elif [ "$3" != read ]; then
    is_as_found "$1" || refuse_reading "$1"
    : >"$EVENKEEL_STEP/as-read"
  fi
  if [ "$4" = tell ] && [ "$read_digest" != "$2" ]; then
    tell_kept "the $(name_of_reading "$1") was changed after it was read, by this run or by somebody"
  fi
}

# expect_unmoved POSITION…: fails, before a step that may move these resources, if somebody has changed one of them.
expect_unmoved() {
  for position; do
    if [ -e "$EVENKEEL_RUN/expected/$position" ]; then
      is_expected "$position" || refuse_reading "$position"
    elif ! has_steady_part "$position"; then
      digest_reading "$position"
      is_as_found "$position" || refuse_reading "$position"
    fi
  done
}

# note_readings POSITION…: after a step that may have moved these resources.
note_readings() {
  [ -d "$EVENKEEL_RUN/expected" ] || mkdir -p "$EVENKEEL_RUN/expected"
  for position; do
    digest_steady_part "$position"
    printf '%s\n' "$digest" >"$EVENKEEL_RUN/expected/$position"
  done
}

# Fails for a resource that somebody has changed: that change is not ours to take back.
refuse_reading() { # POSITION
  printf '%s\n' "$1" >"$EVENKEEL_STEP/differs"
  printf '%s\n' "$1" >>"$EVENKEEL_RUN/differs"
  fail "somebody has changed the $(name_of_reading "$1") since it was read, so it is left as it is"
}

is_expected() {
  digest_steady_part "$1"
  read -r expected <"$EVENKEEL_RUN/expected/$1"
  [ "$digest" = "$expected" ]
}

# is_as_found POSITION, after digest_reading: whether it reads as before the run's first write.
is_as_found() {
  digest_then=
  eval "digest_then=\$found_$1"
  [ "$digest" = "$digest_then" ]
}

name_of_reading() { sed -n "/^# $1: /{s///p;q;}" "$EVENKEEL_RUN/readings.sh"; }

# digest_reading POSITION: sets digest to that of the probe's answer as one frame. The answer may be that it cannot be read.
digest_reading() {
  load_readings
  answer_of "reading_$1"
  digest=$(
    sha256sum <<END
probe $status ${#answered}
$answered
END
  )
  digest=${digest%% *}
}

# digest_steady_part POSITION: sets digest to that of what changes only if somebody changes it.
digest_steady_part() {
  load_readings
  if has_steady_part "$1"; then answer_of "steady_$1"; else answer_of "reading_$1"; fi
  digest=$(
    sha256sum <<END
$status
$answered
END
  )
  digest=${digest%% *}
}

has_steady_part() {
  load_readings
  type "steady_$1" >/dev/null 2>&1
}

answer_of() {
  answered=$(
    set +eu
    "$1" 2>&1
  ) && status=0 || status=$?
}

load_readings() {
  [ -z "${readings_are_loaded:-}" ] || return 0
  # shellcheck source=/dev/null # it comes with the run
  . "$EVENKEEL_RUN/readings.sh"
  readings_are_loaded=yes
}
