# Runs in a stage's folder, from the bundle that was just received and whose digest was just verified:
#   sh unpack.sh STAGE, with the sections' table (NAME OFFSET SIZE) in `table`
# Takes the bundle apart, checks that the host still is as it was read, and leaves the run guarded and ready to start.
# Ends with 0: ready; 3: the host has moved; others: not usable.
set -eu
umask 077
LC_ALL=C
export LC_ALL
stage=$1
here=$(pwd)
run=${here%/stages/*}
EVENKEEL_HOME=${run%/runs/*}
EVENKEEL_BLOBS=$EVENKEEL_HOME/blobs
export EVENKEEL_HOME EVENKEEL_BLOBS
mkdir -p "$EVENKEEL_BLOBS"

# With it, plans and messages tell digests of contents with a secret.
key=$EVENKEEL_HOME/digest-key
if ! test -s "$key"; then
  head -c 32 /dev/urandom | sha256sum | cut -d ' ' -f 1 >"$key.part"
  mv "$key.part" "$key"
fi

section() { tail -c "+$(($1 + 1))" bundle | head -c "$2"; }

while read -r name offset size; do
  case $name in
    blob:*)
      blob=$EVENKEEL_BLOBS/${name#blob:}
      test -f "$blob" && continue
      section "$offset" "$size" >"$blob.part"
      if test "$(sha256sum <"$blob.part" | cut -d ' ' -f 1)" != "${name#blob:}"; then
        echo "the bytes of ${name#blob:} have changed since they were read" >&2
        exit 65
      fi
      mv "$blob.part" "$blob"
      ;;
    run:*) section "$offset" "$size" >"$run/${name#run:}" ;;
    *) section "$offset" "$size" >"$name" ;;
  esac
done <table
rm bundle

# A step that sh cannot even read must fail here, before anything is changed.
sh -n steps.sh

flush() { sync -f "$run" 2>/dev/null || sync; }

# Taking back must not fail for want of what others used up meanwhile.
reserve_room() {
  size=$(cat "$run/reserve-size")
  fallocate -l "$size" "$run/reserve" 2>/dev/null || head -c "$size" /dev/zero >"$run/reserve"
  mkdir "$run/reserved"
  (cd "$run/reserved" && touch 1 2 3 4 5 6 7 8)
}

# Sourced once the run's files are there.
begin() {
  . "$run/standing.sh"
  answers=$(sh "$run/baseline.sh" </dev/null | sha256sum | cut -d ' ' -f 1)
  test "$answers" = "$(cat "$run/baseline")" || exit 3
  reserve_room
  : >"$run/journal"
  : >"$run/events"
  read_clock
  : >"$run/open.$boot.$((now + $(cat "$run/lease")))"
  flush
  if ! sh "$run/guard.sh" arm; then
    rm -f "$run"/open.*
    sh "$run/guard.sh" disarm
    echo 'the guard cannot be armed' >&2
    exit 69
  fi
}

if test "$stage" = 1; then begin; else flush; fi
