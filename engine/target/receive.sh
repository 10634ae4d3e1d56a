# receive RUN STAGE UNPACK_SIZE TABLE_SIZE KILOBYTES INODES, after home.sh: reads the digest of a bundle, as a line, and the
# bundle. Stores it as a stage, starts that as a service of its own, so that a broken connection ends nothing, and follows
# it. KILOBYTES and INODES have to be free. Everybody on the host sees the words of a command, and with a digest could try
# out the secrets that it covers: it is not among them.
set -eu
umask 077
home=${EVENKEEL_HOME:-/var/lib/evenkeel}
run=$home/runs/$1
stage=$run/stages/$2

# Removes the stage, which has not begun.
refuse() { # STATUS MESSAGE
  echo "$2" >&2
  rm -rf "$stage"
  if [ "$stage" = "$run/stages/1" ]; then rm -rf "$run"; fi
  exit "$1"
}

# free OPTION_OF_DF: prints nothing if the file system does not count that.
free() {
  df -P "$1" "$home" 2>/dev/null | while read -r _ all _ free _; do
    case $all$free in *[!0-9]* | 0*) ;; *) echo "$free" ;; esac
  done
}

read -r digest || refuse 65 'the bundle did not arrive'
problem=$(home_problem "$home") || :
[ -z "$problem" ] || refuse 69 "$problem"
grep -q "\"run\":\"$1\"" "$home/lock/owner" || refuse 75 'the lock of this run was removed'
kilobytes=$(free -k)
inodes=$(free -i)
[ "${kilobytes:-$5}" -ge "$5" ] ||
  refuse 69 "$home has not enough space for backups and journal: $5 KB are needed, $kilobytes are free"
[ "${inodes:-$6}" -ge "$6" ] ||
  refuse 69 "$home has not enough inodes for backups and journal: $6 are needed, $inodes are free"
mkdir -p "$stage" || refuse 69 "$stage cannot be made"
cd "$stage"
cat >bundle || refuse 69 'the bundle cannot be stored'
[ "$(sha256sum <bundle | cut -d ' ' -f 1)" = "$digest" ] || refuse 65 'the bundle did not arrive whole'
head -c "$3" bundle >unpack.sh
tail -c "+$(($3 + 1))" bundle | head -c "$4" >table
status=0
sh unpack.sh "$2" || status=$?
if [ "$status" = 3 ]; then
  echo moved
  exit 0
fi
[ "$status" = 0 ] || refuse "$status" 'nothing was changed'
rm unpack.sh table
from=$(($(wc -l <"$run/events") + 1))
sh "$run/start.sh" forward "$2"
exec sh "$run/follow.sh" "$run" "$from" "$2"
