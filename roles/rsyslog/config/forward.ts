import type { Facts } from '../../../engine/facts.ts'
import type { Text } from '../../../engine/secrets.ts'
import { configFile, type Lines } from '../../kit/config-text.ts'
import { logKeeping } from '../distribution.ts'
import type { Place } from '../log-hosts.ts'
import { type Forward, portOf, type RsyslogVars } from '../vars/vars.ts'
import { object, ruleset } from './drop-in.ts'

/** Sends to all log hosts what calls it. */
export const FORWARD_RULESET = 'evenkeel_forward'

/** Whose line it is; the lines of HAProxy do not say. */
export const HOST_VARIABLE = '$.evenkeel_host'

/** What the files begin with in which lines wait. */
export const QUEUE_PREFIX = 'evenkeel_forward_'

/** How many lines a queue's file on the disk may be behind. */
export const CHECKPOINT = 10

/** Whether HAProxy's lines are sent on, and all others. */
export function forwarded({ haproxy, forward }: RsyslogVars): { readonly haproxy: boolean; readonly system: boolean } {
  const logs = forward === undefined ? [] : (forward.logs ?? ['haproxy', 'system'])
  return { haproxy: haproxy !== undefined && logs.includes('haproxy'), system: logs.includes('system') }
}

/** One action a log host, each with a queue of its own, so that one that is away holds up nobody. */
export function forwardDropIn(
  forward: Forward,
  { logHosts, facts, system }: { readonly logHosts: readonly Place[]; readonly facts: Facts; readonly system: boolean },
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
      : // Counted octets keep a line with a newline in it one line.
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
    // For ever, and never half an hour apart, which is rsyslog's own upper limit.
    'action.resumeRetryCount': -1,
    'action.resumeInterval': 2,
    'action.resumeIntervalMax': 15,
    'queue.type': 'LinkedList',
    'queue.size': forward.queue.messages,
    'queue.filename': name,
    'queue.spoolDirectory': logKeeping(facts).spool,
    'queue.maxDiskSpace': forward.queue.disk,
    // What waits is still there after a crash of the host, but for the last lines.
    'queue.checkpointInterval': CHECKPOINT,
    // rsyslog's own 10 ms would cut off what is just being sent when it restarts.
    'queue.timeoutShutdown': 2000,
    'queue.saveOnShutdown': 'on',
  })
}
