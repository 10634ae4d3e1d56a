import type { Check, Sighting, Verdict } from '../../engine/check.ts'
import { sh } from '../../engine/shell.ts'
import type { HostView } from '../contract.ts'

/**
 * nginx works with what its files say. Where it cannot bind a new address it goes on with the old configuration, and
 * `nginx -t` and the reload both succeed: only the age of its workers tells.
 */
export function reloadCheck(host: HostView): Check {
  return {
    title: `nginx of ${host.name} works with its newest configuration`,
    looks: [
      {
        from: host.name,
        run: sh`command -v ps >/dev/null 2>&1 || { echo 'ps is not installed'; exit 127; }
master=$(cat /run/nginx.pid 2>/dev/null) || { echo 'nginx does not run'; exit 1; }
age=$(ps -o etimes=,args= --ppid "$master" | sed -n 's/^ *\\([0-9]*\\) nginx: worker process$/\\1/p' | sort -n | tail -n 1)
[ -n "$age" ] || { echo 'nginx has no worker'; exit 1; }
find -L /etc/nginx -name '*.conf' -newermt "@$(($(date +%s) - age + 1))"
[ ! -f /var/log/nginx/error.log ] || grep -F '[emerg]' /var/log/nginx/error.log | grep -v 'still could not' | tail -n 1`,
      },
    ],
    within: 10,
    judge: ([sighting]) => judgeReload(sighting),
  }
}

/** `sighting`: files that are newer than the workers, and the last thing that kept nginx from a reload. */
export function judgeReload(sighting: Sighting | undefined): Verdict {
  const lines = sighting?.output.trim().split('\n') ?? []
  if (sighting?.status !== 0) return { holds: false, saw: lines.at(-1) || 'could not be asked' }
  const newer = lines.filter((line) => line.startsWith('/'))
  if (newer.length === 0) return { holds: true, saw: 'its workers are newer than its files' }
  const why = lines.find((line) => line.includes('[emerg]'))?.replace(/^.*\[emerg\] [\d#]+: /, '')
  return { holds: false, saw: `${newer.join(', ')} is newer than its workers${why === undefined ? '' : `: ${why}`}` }
}
