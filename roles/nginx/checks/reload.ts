import { type Check, checkOf, type LookResult, type Verdict } from '../../../engine/check.ts'
import { sh } from '../../../engine/shell.ts'
import type { HostView } from '../../contract.ts'

/** Prints when the oldest serving worker started, in hundredths of a second since boot. Not every host has procps. */
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
 * nginx must run the configuration in its files. If it cannot bind a new address it keeps the old configuration, and yet
 * `nginx -t` and the reload succeed: only its log shows it, by an error of the master after its workers started. A file
 * that is newer than the workers proves nothing, since a run that was reverted before its reload leaves such files. But
 * the reload may still come, so the check waits for it.
 */
export function reloadCheck(host: HostView): Check {
  return checkOf({
    title: `nginx of ${host.name} runs its newest configuration`,
    looks: {
      complaints: {
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
    },
    within: 10,
    judge: ({ complaints }) => judgeReload(complaints),
  })
}

/** `output` is what the master logged as [emerg] since its workers started. */
export function judgeReload({ status, output }: LookResult): Verdict {
  const lines = output.trim().split('\n')
  if (status !== 0) return { holds: false, saw: lines.at(-1) || 'could not be asked' }
  const complaints = lines.flatMap((line) => /\[emerg\] [\d#]+: (.*)$/.exec(line)?.[1] ?? [])
  if (complaints.length === 0) return { holds: true, saw: 'its last reload did not fail' }
  const why = complaints.findLast((one) => !one.includes('still could not')) ?? complaints.at(-1)
  return { holds: false, saw: `it still runs its previous configuration: ${why}` }
}
