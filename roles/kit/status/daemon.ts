import type { LookResult } from '../../../engine/check.ts'
import { sh } from '../../../engine/shell.ts'
import type { DaemonStatus } from '../../../engine/status/items.ts'
import { type PartReading, type StatusPart, statusPart } from '../../../engine/status/part.ts'

/** Prints the names of all processes with their states, such as `      2 S keepalived`. A name may hold anything. */
const processes = sh`sed -n 's/^[0-9]* (\\(.*\\)) \\([A-Za-z]\\) .*/\\2 \\1/p' /proc/[0-9]*/stat 2>/dev/null | sort | uniq -c`

/** Whether a program runs on a host. One that a signal has stopped is there, and does nothing. */
export function daemonPart(host: string, program: string): StatusPart {
  return statusPart({
    title: `process ${program} of ${host}`,
    looks: { processes: { from: host, run: processes } },
    read: (results) => readDaemon(program, results.processes),
  })
}

export function readDaemon(program: string, { from: host, status, output }: LookResult): PartReading {
  if (status === undefined) return { items: [] }
  const states = output.split('\n').flatMap((line) => {
    const [, state, name] = /^ *\d+ (\S) (.*)$/.exec(line) ?? []
    // A dead process of which the parent has not heard yet is no program that runs.
    return name === program && state !== undefined && state !== 'Z' ? [state] : []
  })
  const isHung = states.some((state) => 'Tt'.includes(state))
  const state: DaemonStatus['state'] = states.length === 0 ? 'gone' : isHung ? 'hung' : 'runs'
  const text = state === 'gone' ? `${program} does not run` : `${program} is stopped by a signal, and does nothing`
  return { items: [{ kind: 'daemon', host, program, state }], problems: state === 'runs' ? [] : [{ text, host }] }
}
