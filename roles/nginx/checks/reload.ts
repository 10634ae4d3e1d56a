import type { Check, LookResult, Verdict } from '../../../engine/check.ts'
import { sh } from '../../../engine/shell.ts'
import type { HostView } from '../../contract.ts'

/** When the first of the workers began that serve, in hundredths of a second since boot; procps is not everywhere. */
const oldestWorker = sh`oldest_worker() {
  cat /proc/[0-9]*/stat 2>/dev/null | awk -v master="$master" '$4 == master { print $22, $1 }' | sort -n |
    while read -r ticks pid; do
      case $(tr '\\0' ' ' 2>/dev/null <"/proc/$pid/cmdline") in
      *'is shutting down'*) ;;
      'nginx: worker process'*) echo "$ticks" ;;
      esac
    done | head -n 1
}`

/**
 * nginx works with what its files say. Where it cannot bind a new address it goes on with the old configuration, and
 * `nginx -t` and the reload both succeed: only its log tells, with something that its master says after its workers
 * began. A file that is newer than they are is no proof by itself, for a run that was taken back before its reload
 * leaves some; but it may be that the reload is only to come, so that is waited for.
 */
export function reloadCheck(host: HostView): Check {
  return {
    title: `nginx of ${host.name} works with its newest configuration`,
    looks: [
      {
        from: host.name,
        run: sh`master=$(cat /run/nginx.pid 2>/dev/null) || { echo 'nginx does not run'; exit 1; }
log=$(nginx -T 2>/dev/null | sed -n 's/^error_log[[:space:]][[:space:]]*\\([^ ;]*\\).*/\\1/p' | head -n 1)
[ -n "$log" ] || log=/var/log/nginx/error.log
${oldestWorker}
left=5
while :; do
  ticks=$(oldest_worker) && [ -n "$ticks" ] || { echo 'nginx has no worker'; exit 1; }
  read -r uptime rest </proc/uptime
  began=$(($(date +%s) - \${uptime%.*} + ticks / 100))
  said=$(cat "$log.1" "$log" 2>/dev/null |
    awk -v master="$master" -v began="$(date -d "@$began" '+%Y/%m/%d %H:%M:%S')" \
      '$3 == "[emerg]" && index($4, master "#") == 1 && $1 " " $2 > began')
  if [ -n "$said" ] || [ "$left" -eq 0 ]; then break; fi
  [ -n "$(find -L /etc/nginx -name '*.conf' -newermt "@$((began + 1))")" ] || break
  sleep 1
  left=$((left - 1))
done
printf '%s\\n' "$said"`,
      },
    ],
    within: 10,
    judge: ([result]) => judgeReload(result),
  }
}

/** `sighting`: what the master has complained of since its workers began. */
export function judgeReload(result: LookResult | undefined): Verdict {
  const lines = result?.output.trim().split('\n') ?? []
  if (result?.status !== 0) return { holds: false, saw: lines.at(-1) || 'could not be asked' }
  const complaints = lines.flatMap((line) => /\[emerg\] [\d#]+: (.*)$/.exec(line)?.[1] ?? [])
  if (complaints.length === 0) return { holds: true, saw: 'nothing has kept it from its last reload' }
  const why = complaints.findLast((one) => !one.includes('still could not')) ?? complaints.at(-1)
  return { holds: false, saw: `it goes on with its former configuration: ${why}` }
}
