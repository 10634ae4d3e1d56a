import type { Check, LookResult, Verdict } from '../../../engine/check.ts'
import { sh } from '../../../engine/shell.ts'
import type { HaproxyLogs } from '../vars/vars.ts'
import { LATELY, sendLine } from './test-line.ts'

/** A line sent as HAProxy sends its own is in the file of its own, and nowhere else. */
export function haproxyCheck(host: string, { file, port }: HaproxyLogs): Check {
  const others = ['/var/log/syslog', '/var/log/messages'].filter((one) => one !== file)
  return {
    title: `${host} keeps HAProxy's log lines in ${file}`,
    looks: [
      {
        from: host,
        run: sh`${sendLine({ name: 'HAProxy', port })}
left=20
while [ "$left" -gt 0 ] && ! tail -c ${LATELY} ${file} 2>/dev/null | grep -qF "$line"; do
  sleep 0.25
  left=$((left - 1))
done
for one in ${[file, ...others]}; do
  echo "$(tail -c ${LATELY} "$one" 2>/dev/null | grep -cF "$line") in $one"
done`,
      },
    ],
    judge: ([seen]) => judgeFile(file, seen),
  }
}

/** `seen` counts the test line in every file: `1 in /var/log/haproxy.log`. */
export function judgeFile(file: string, seen: LookResult | undefined): Verdict {
  if (seen?.status !== 0) return { holds: false, saw: seen?.output.trim() || 'no answer' }
  const counts = [...seen.output.matchAll(/^(\d+) in (\/.*)$/gm)].map(([, count, path]) => ({
    path,
    count: Number(count),
  }))
  const found = counts.filter(({ count }) => count > 0)
  const holds = found.length === 1 && found[0]?.path === file && found[0].count === 1
  const saw = found.map(({ path, count }) =>
    count === 1 ? `a test line is in ${path}` : `a test line is ${count} times in ${path}`,
  )
  return { holds, saw: saw.join(', ') || 'a test line did not arrive' }
}
