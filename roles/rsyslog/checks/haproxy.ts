import { type Check, checkOf, type LookResult, type Verdict } from '../../../engine/check.ts'
import { sh } from '../../../engine/shell.ts'
import type { HaproxyLogs } from '../vars/vars.ts'
import { countLine, sendLine } from './test-line.ts'

/** A line that is sent the way HAProxy sends its lines must be in HAProxy's file, once, and in no other. */
export function haproxyCheck(host: string, { file, port }: HaproxyLogs): Check {
  const others = ['/var/log/syslog', '/var/log/messages'].filter((one) => one !== file)
  return checkOf({
    title: `${host} keeps HAProxy's log lines in ${file}`,
    advice: `Look on ${host} whether rsyslog reads its files (rsyslogd -N1) and listens on udp ${port}.`,
    looks: {
      counts: {
        from: host,
        run: sh`${sendLine({ name: 'HAProxy', port })}\n${countLine([file, ...others])}`,
      },
    },
    judge: ({ counts }) => judgeFile(file, counts),
  })
}

/** `output` has the count of the test line in each file: `1 in /var/log/haproxy.log`. */
export function judgeFile(file: string, { status, output }: LookResult): Verdict {
  if (status !== 0) return { holds: false, saw: output.trim() || 'no answer' }
  const counts = [...output.matchAll(/^(\d+) in (\/.*)$/gm)].map(([, count, path]) => ({
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
