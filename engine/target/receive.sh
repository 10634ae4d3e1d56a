# receive RUN STAGE DIGEST UNPACK_SIZE TABLE_SIZE < bundle: stores a stage, starts it as a service of its own, so that
# a dropped connection ends nothing, and follows it.
set -eu
umask 077
home=${EVENKEEL_HOME:-/var/lib/evenkeel}
run=$home/runs/$1
stage=$run/stages/$2
mkdir -p "$stage"
chmod 700 "$home"
cd "$stage"
cat >bundle
if test "$(sha256sum <bundle | cut -d ' ' -f 1)" != "$3"; then
  rm bundle
  echo 'the bundle did not arrive whole' >&2
  exit 65
fi
head -c "$4" bundle >unpack.sh
tail -c "+$(($4 + 1))" bundle | head -c "$5" >table
status=0
sh unpack.sh "$2" || status=$?
if test "$status" = 3; then
  rm -f input-*
  echo moved
  exit 0
fi
test "$status" = 0 || exit "$status"
rm unpack.sh table
from=$(($(wc -l <"$run/events") + 1))
sh "$run/start.sh" forward "$2"
exec sh "$run/follow.sh" "$run" "$from" "$2"
