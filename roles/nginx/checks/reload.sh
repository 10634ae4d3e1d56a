# Prints the errors that the master of nginx logged since its oldest serving worker started. If a configuration file is
# newer than that, waits some seconds for a reload.
master=$(cat /run/nginx.pid 2>/dev/null) || {
  echo 'nginx does not run'
  exit 1
}
log=$(nginx -T 2>/dev/null | sed -n 's/^error_log[[:space:]][[:space:]]*\([^ ;]*\).*/\1/p' | head -n 1)
[ -n "$log" ] || log=/var/log/nginx/error.log

# Prints when the worker started, in hundredths of a second since boot. Not every host has procps.
oldest_worker() { # MASTER
  cat /proc/[0-9]*/stat 2>/dev/null | awk -v master="$1" '$4 == master { print $22, $1 }' | sort -n |
    while read -r ticks pid; do
      case $(tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline") in
        *'is shutting down'*) ;;
        'nginx: worker process'*) echo "$ticks" ;;
      esac
    done | head -n 1
}

left=5
while :; do
  started=$(oldest_worker "$master")
  if [ -z "$started" ]; then
    echo 'nginx has no worker'
    exit 1
  fi
  read -r uptime _ </proc/uptime
  began=$(($(date +%s) - ${uptime%.*} + started / 100))
  errors=$(cat "$log.1" "$log" 2>/dev/null |
    awk -v master="$master" -v began="$(date -d "@$began" '+%Y/%m/%d %H:%M:%S')" \
      '$3 == "[emerg]" && index($4, master "#") == 1 && $1 " " $2 > began')
  if [ -n "$errors" ] || [ "$left" -eq 0 ]; then break; fi
  [ -n "$(find -L /etc/nginx -name '*.conf' -newermt "@$((began + 1))")" ] || break
  sleep 1
  left=$((left - 1))
done
printf '%s\n' "$errors"
