import type { Facts } from '../../../engine/facts.ts'
import type { Text } from '../../../engine/secrets.ts'
import { configFile, type Lines } from '../../kit/config-text.ts'
import { logKeeping } from '../distribution.ts'
import type { LogPeer } from '../log-hosts.ts'
import { type Forward, portOf, type RsyslogVars } from '../vars/vars.ts'
import { object, ruleset } from './drop-in.ts'

/** The ruleset that sends the lines of its callers to all log hosts. */
export const FORWARD_RULESET = 'evenkeel_forward'

/** The variable with the host of a line: HAProxy's lines have none. */
export const HOST_VARIABLE = '$.evenkeel_host'

/** Prefix of the queues' files, in which lines wait. */
export const QUEUE_PREFIX = 'evenkeel_forward_'

/** How many lines the state of a queue on the disk may lag behind. */
export const CHECKPOINT = 10

/** Whether HAProxy's lines are forwarded, and whether all others are. */
export function forwarded({ haproxy, forward }: RsyslogVars): { readonly haproxy: boolean; readonly system: boolean } {
  const logs = forward === undefined ? [] : (forward.logs ?? ['haproxy', 'system'])
  return { haproxy: haproxy !== undefined && logs.includes('haproxy'), system: logs.includes('system') }
}

/** One action for each log host, each with its own queue, so that an unreachable log host does not delay the others. */
export function forwardDropIn(
  forward: Forward,
  {
    logHosts,
    facts,
    system,
  }: { readonly logHosts: readonly LogPeer[]; readonly facts: Facts; readonly system: boolean },
): Text {
  return configFile(
    object('template', {
      name: 'evenkeel_forward',
      type: 'string',
      string: `<%PRI%>%TIMESTAMP:::date-rfc3339% %${HOST_VARIABLE}% %syslogtag:1:32%%msg:::sp-if-no-1st-sp%%msg%`,
    }),
    ruleset(FORWARD_RULESET, ...logHosts.map(({ address }) => action(forward, address, facts))),
    system ? [`set ${HOST_VARIABLE} = $hostname;`, `call ${FORWARD_RULESET}`] : [],
  )
}

function action(forward: Forward, address: string, facts: Facts): Lines {
  const name = `${QUEUE_PREFIX}${address.replaceAll(/[^A-Za-z0-9]/g, '_')}`
  const transport: Readonly<Record<string, string | number>> =
    forward.protocol === 'relp'
      ? { type: 'omrelp', target: address, port: portOf(forward) }
      : // With counted octets, a line that contains a newline stays one line.
        {
          type: 'omfwd',
          target: address,
          port: portOf(forward),
          protocol: 'tcp',
          TCP_Framing: 'octet-counted',
          keepAlive: 'on',
        }
  return object('action', {
    name,
    ...transport,
    template: 'evenkeel_forward',
    // Retry for ever, every 15 s at most: rsyslog's default limit is half an hour.
    'action.resumeRetryCount': -1,
    'action.resumeInterval': 2,
    'action.resumeIntervalMax': 15,
    'queue.type': 'LinkedList',
    'queue.size': forward.queue.messages,
    'queue.filename': name,
    'queue.spoolDirectory': logKeeping(facts).spool,
    'queue.maxDiskSpace': forward.queue.disk,
    // After a crash of the host, all waiting lines but the last few are still there.
    'queue.checkpointInterval': CHECKPOINT,
    // rsyslog's default of 10 ms would cut off lines that are being sent when it restarts.
    'queue.timeoutShutdown': 2000,
    'queue.saveOnShutdown': 'on',
  })
}
