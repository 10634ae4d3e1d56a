import type { Check, LookResult, Verdict } from '../../../engine/check.ts'
import { type Sh, sh } from '../../../engine/shell.ts'
import { endpoint } from '../../kit/addresses.ts'
import { DROP_INS } from '../config/drop-in.ts'
import { CHECKPOINT, QUEUE_PREFIX } from '../config/forward.ts'
import { LATELY, lineSent, type Stream, sendLine, TEST_TAG } from './test-line.ts'

/** A line sent on a host is at the log host seconds later. */
export function arrivalCheck(host: string, logHost: string, stream: Stream): Check {
  return {
    title: `${stream.name} log lines of ${host} arrive at ${logHost}`,
    looks: [
      { from: host, run: sendLine(stream) },
      { from: logHost, run: arrivedLines, afterwards: true },
    ],
    within: 20,
    judge: ([sent, arrived]) => judgeArrival(sent, arrived),
  }
}

/** The test lines of the last minutes, or that the log host is none of ours (yet). Its own configuration says where. */
const arrivedLines: Sh = sh`folder=$(sed -n ${'s|.*string="\\(/[^%]*\\)/%hostname.*|\\1|p'} ${DROP_INS.receive} 2>/dev/null)
if [ -z "$folder" ]; then echo 'takes no logs'; exit 0; fi
sleep 0.5
find "$folder" -name '*.log' -mmin -5 -exec tail -q -c ${LATELY} {} + 2>/dev/null | grep -F ${TEST_TAG} || echo 'no test line'`

/** Whether the line that one sighting sent is among those of the other. */
export function judgeArrival(sent: LookResult | undefined, arrived: LookResult | undefined): Verdict {
  const line = lineSent(sent?.output)
  if (sent?.status !== 0 || line === undefined) return { holds: false, saw: sent?.output.trim() || 'no answer' }
  if (arrived?.status !== 0) return { holds: false, saw: arrived?.output.trim() || 'the log host does not answer' }
  if (arrived.output.trim() === 'takes no logs')
    return { holds: true, saw: `${arrived.from} takes no logs by this role: not looked at there` }
  const holds = arrived.output.split('\n').some((one) => one.includes(line))
  return { holds, saw: holds ? 'a test line arrived' : `a test line did not arrive: "${line}"` }
}

/** To a log host that the inventory does not know, a connection is all that can be seen. */
export function connectionCheck(host: string, address: string, port: number, send: Sh): Check {
  return {
    title: `${host} sends log lines to ${endpoint(address, port)}`,
    looks: [
      { from: host, run: sh`${send}\nsleep 0.5\nss -H -t -n state established ${`dst ${endpoint(address, port)}`}` },
    ],
    within: 20,
    judge([seen]) {
      const holds = seen?.status === 0 && seen.output.includes(endpoint(address, port))
      return { holds, saw: holds ? 'it is connected' : 'it is not connected' }
    },
  }
}

/** Nothing is left that waits for a log host; a queue's file stays for a while after it is empty, and says so. */
export function queueCheck(host: string, spool: string): Check {
  return {
    title: `no log lines wait on ${host}`,
    looks: [
      {
        from: host,
        run: sh`for queue in ${spool}/${QUEUE_PREFIX}*.qi; do
  if [ -e "$queue" ]; then sed -n ${'s/^.*<iQueueSize:[0-9]*:[0-9]*:\\([0-9]*\\):.*$/waiting \\1/p'} "$queue"; fi
done`,
      },
    ],
    within: 30,
    judge: ([seen]) => judgeQueue(seen),
  }
}

/** `seen` has a line for every queue that is on the disk: `waiting 877`. */
export function judgeQueue(seen: LookResult | undefined): Verdict {
  if (seen?.status !== 0) return { holds: false, saw: seen?.output.trim() || 'no answer' }
  const waiting = [...seen.output.matchAll(/^waiting (\d+)$/gm)].reduce((sum, [, lines]) => sum + Number(lines), 0)
  // It is written down every so many lines only.
  const holds = waiting < CHECKPOINT
  return { holds, saw: holds ? 'nothing waits on its disk' : `${waiting} lines wait on its disk` }
}
