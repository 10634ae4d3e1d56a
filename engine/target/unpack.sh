# unpack.sh STAGE, after common.sh, in the stage's folder. The digest of `bundle` is verified, and `table` lists its
# sections: NAME OFFSET SIZE.
# Takes the bundle apart, checks that the host still reads as before, arms the guard, and leaves the run ready to start.
# Ends with 0: ready; 3: the host reads differently now; others: the stage cannot be used.
set -eu
umask 077
LC_ALL=C
export LC_ALL
stage=$1
here=$(pwd)
run=${here%/stages/*}
EVENKEEL_HOME=${run%/runs/*}
EVENKEEL_RUN=$run
export EVENKEEL_HOME EVENKEEL_RUN
mkdir -p "$EVENKEEL_HOME/blobs"

# The key of the digests that plans and messages show of contents with a secret.
key=$EVENKEEL_HOME/digest-key
if [ ! -s "$key" ]; then
  head -c 32 /dev/urandom | sha256sum | cut -d ' ' -f 1 >"$key.part"
  mv "$key.part" "$key"
fi

section() { tail -c "+$(($1 + 1))" bundle | head -c "$2"; }

# Reads the next bytes of the bundle, which is descriptor 3. To start one program for each file is enough.
next_bytes() { [ "$1" = 0 ] || dd bs="$1" count=1 <&3 2>/dev/null; }

# The blobs come last.
exec 3<bundle
read -r _ offset _ <table
next_bytes "$offset" >/dev/null
while read -r name offset size; do
  case $name in
    blob:*)
      name_blob "${name#blob:}"
      [ -f "$blob" ] && continue
      section "$offset" "$size" >"$blob.part"
      if [ "$(sha256sum <"$blob.part" | cut -d ' ' -f 1)" != "${name#blob:}" ]; then
        echo "the bytes of ${name#blob:} have changed since they were read" >&2
        exit 65
      fi
      # A power cut must not leave the name of a content without it: later runs trust it.
      flush "$blob.part"
      mv "$blob.part" "$blob"
      ;;
    run:*) next_bytes "$size" >"$run/${name#run:}" ;;
    *) next_bytes "$size" >"$name" ;;
  esac
done <table
rm bundle

# A step with a syntax error must fail here, before anything is changed.
sh -n steps.sh

# An undo must not fail because other programs filled the disk meanwhile.
reserve_room() {
  size=$(cat "$run/reserve-size")
  fallocate -l "$size" "$run/reserve" 2>/dev/null || head -c "$size" /dev/zero >"$run/reserve"
  mkdir "$run/reserved"
  (cd "$run/reserved" && touch 1 2 3 4 5 6 7 8)
}

# Only the run that has the lock gets a number. The counter outlives pruned runs; the runs outlive a lost counter.
number_run() {
  last=0
  for counted in "$EVENKEEL_HOME" "$EVENKEEL_HOME"/runs/*; do
    read_number "$counted"
    [ "$number" -le "$last" ] || last=$number
  done
  echo $((last + 1)) >"$run/number"
  echo $((last + 1)) >"$EVENKEEL_HOME/number.part"
  mv "$EVENKEEL_HOME/number.part" "$EVENKEEL_HOME/number"
}

begin() {
  # Only now: it came with the bundle.
  . "$run/standing.sh"
  number_run
  if [ -s "$run/machine.json" ]; then
    cp "$run/machine.json" "$EVENKEEL_HOME/machine.json.part"
    mv "$EVENKEEL_HOME/machine.json.part" "$EVENKEEL_HOME/machine.json"
  fi
  answers=$(sh "$run/baseline.sh" </dev/null | sha256sum | cut -d ' ' -f 1)
  [ "$answers" = "$(cat "$run/baseline")" ] || exit 3
  reserve_room
  : >"$run/journal"
  : >"$run/events"
  read_clock
  : >"$run/open.$boot.$((now + $(cat "$run/lease")))"
  flush_file_system "$run"
  if ! sh "$run/guard.sh" arm; then
    rm -f "$run"/open.*
    sh "$run/guard.sh" disarm
    echo 'the guard cannot be armed' >&2
    exit 69
  fi
}

if [ "$stage" = 1 ]; then begin; else flush_file_system "$run"; fi
