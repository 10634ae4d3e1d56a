# restart.sh NAME COMMAND: runs a command again whenever it has ended, as systemd would, until the file /run/off-NAME is
# there. Its output is in /var/log/NAME.
name=$1
shift
{ echo -15 >/proc/self/autogroup; } 2>/dev/null
while :; do
  if [ -e "/run/off-$name" ]; then
    sleep 0.2
    continue
  fi
  "$@" >>"/var/log/$name" 2>&1
  if [ "$name" = guard ]; then /usr/local/lib/evenkeel/writer/writer stopped >>"/var/log/$name" 2>&1; fi
  sleep 0.3
done
