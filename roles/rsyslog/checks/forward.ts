import { type Check, checkOf, type LookResult, type Verdict } from '../../../engine/check.ts'
import { type Sh, sh } from '../../../engine/shell.ts'
import { endpoint } from '../../kit/addresses.ts'
import { DROP_INS } from '../config/drop-in.ts'
import { CHECKPOINT, QUEUE_PREFIX } from '../config/forward.ts'
import { lineSent, SEARCHED_BYTES, type Stream, sendLine, TEST_TAG } from './test-line.ts'

/** A line that a host sends must arrive at the log host within seconds. */
export function arrivalCheck(host: string, logHost: string, stream: Stream): Check {
  return checkOf({
    title: `${stream.name} log lines of ${host} arrive at ${logHost}`,
    advice: `Look whether rsyslog runs on ${host} and on ${logHost}, and whether firewalls let its port through.`,
    looks: {
      sent: { from: host, run: sendLine(stream) },
      arrived: { from: logHost, run: arrivedLines, afterwards: true },
    },
    within: 20,
    judge: judgeArrival,
  })
}

/** Prints the test lines of the last minutes, or `takes no logs` if the log host has no drop-in of this role (yet). */
const arrivedLines: Sh = sh`folder=$(sed -n ${'s|.*string="\\(/[^%]*\\)/%hostname.*|\\1|p'} ${DROP_INS.receive} 2>/dev/null)
if [ -z "$folder" ]; then echo 'takes no logs'; exit 0; fi
sleep 0.5
find "$folder" -name '*.log' -mmin -5 -exec tail -q -c ${SEARCHED_BYTES} {} + 2>/dev/null | grep -F ${TEST_TAG} || echo 'no test line'`

interface ArrivalResults {
  /** `sent LINE`. */
  readonly sent: LookResult
  /** The test lines at the log host. */
  readonly arrived: LookResult
}

/** Holds if the sent line is among the lines that arrived. */
export function judgeArrival({ sent, arrived }: ArrivalResults): Verdict {
  const line = lineSent(sent.output)
  if (sent.status !== 0 || line === undefined) return { holds: false, saw: sent.output.trim() || 'no answer' }
  if (arrived.status !== 0) return { holds: false, saw: arrived.output.trim() || 'the log host does not answer' }
  if (arrived.output.trim() === 'takes no logs')
    return { holds: true, saw: `this role has not set up ${arrived.from} to receive logs: not checked there` }
  const holds = arrived.output.split('\n').some((one) => one.includes(line))
  return { holds, saw: holds ? 'a test line arrived' : `a test line did not arrive: "${line}"` }
}

/** For a log host that is not in the inventory, a check can only see the connection. */
export function connectionCheck(host: string, address: string, port: number, send: Sh): Check {
  const connections = sh`${send}\nsleep 0.5\nss -H -t -n state established ${`dst ${endpoint(address, port)}`}`
  return checkOf({
    title: `${host} sends log lines to ${endpoint(address, port)}`,
    advice: `Look whether ${endpoint(address, port)} accepts connections from ${host}.`,
    looks: { connected: { from: host, run: connections } },
    within: 20,
    judge({ connected }) {
      const holds = connected.status === 0 && connected.output.includes(endpoint(address, port))
      return { holds, saw: holds ? 'it is connected' : 'it is not connected' }
    },
  })
}

/** No line may wait for a log host. The file of an empty queue stays for a while, with a size of 0. */
export function queueCheck(host: string, spool: string): Check {
  return checkOf({
    title: `no log lines wait on ${host}`,
    advice: 'Look which log host does not take lines: they are sent once it answers.',
    looks: {
      queues: {
        from: host,
        run: sh`for queue in ${spool}/${QUEUE_PREFIX}*.qi; do
  if [ -e "$queue" ]; then sed -n ${'s/^.*<iQueueSize:[0-9]*:[0-9]*:\\([0-9]*\\):.*$/waiting \\1/p'} "$queue"; fi
done`,
      },
    },
    within: 30,
    judge: ({ queues }) => judgeQueue(queues),
  })
}

/** `output` has a line for each queue on the disk: `waiting 877`. */
export function judgeQueue({ status, output }: LookResult): Verdict {
  if (status !== 0) return { holds: false, saw: output.trim() || 'no answer' }
  const waiting = [...output.matchAll(/^waiting (\d+)$/gm)].reduce((sum, [, lines]) => sum + Number(lines), 0)
  // rsyslog writes the size only every CHECKPOINT lines.
  const holds = waiting < CHECKPOINT
  return { holds, saw: holds ? 'nothing waits on its disk' : `${waiting} lines wait on its disk` }
}
