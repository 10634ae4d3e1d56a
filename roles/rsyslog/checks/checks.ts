import { type Check, checkOf } from '../../../engine/check.ts'
import type { RoleContext } from '../../contract.ts'
import { listeners, listenersFor } from '../../kit/looks/listeners.ts'
import { forwarded } from '../config/forward.ts'
import { logKeeping } from '../distribution.ts'
import { logHostsOf } from '../log-hosts.ts'
import { portOf, type Receive, type RsyslogVars } from '../vars/vars.ts'
import { arrivalCheck, connectionCheck, queueCheck } from './forward.ts'
import { haproxyCheck } from './haproxy.ts'
import { type Stream, sendLine } from './test-line.ts'

/** Log lines must reach HAProxy's file and the log hosts. A look that sends one leaves it there, tagged evenkeel-check. */
export function rsyslogChecks(context: RoleContext<RsyslogVars>): readonly Check[] {
  const { vars, host } = context
  const { haproxy, receive } = vars
  return [
    ...(haproxy === undefined ? [] : [haproxyCheck(host.name, haproxy)]),
    ...(receive === undefined ? [] : [listeningCheck(host.name, receive)]),
    ...forwardChecks(context),
  ]
}

function forwardChecks(context: RoleContext<RsyslogVars>): readonly Check[] {
  const { vars, host } = context
  const { forward, haproxy } = vars
  const logHosts = forward === undefined ? [] : logHostsOf(forward.to, context)
  if (forward === undefined || logHosts.length === 0) return []
  const sent = forwarded(vars)
  const streams: Stream[] = [
    ...(sent.haproxy && haproxy !== undefined ? [{ name: 'HAProxy', port: haproxy.port }] : []),
    ...(sent.system ? [{ name: 'system', port: undefined }] : []),
  ]
  const [first] = streams
  return [
    ...logHosts.flatMap((logHost) =>
      logHost.host === undefined
        ? first === undefined
          ? []
          : [connectionCheck(host.name, logHost.address, portOf(forward), sendLine(first))]
        : streams.map((stream) => arrivalCheck(host.name, logHost.name, stream)),
    ),
    queueCheck(host.name, logKeeping(host.facts).spool),
  ]
}

function listeningCheck(host: string, receive: Receive): Check {
  const port = portOf(receive)
  return checkOf({
    title: `${host} receives logs on tcp ${port}`,
    advice: `Look on ${host} why rsyslog does not listen: journalctl -u rsyslog.`,
    looks: { sockets: { from: host, run: listeners('tcp', port) } },
    within: 5,
    judge({ sockets }) {
      const found = listenersFor('0.0.0.0', sockets)
      return {
        holds: found.length > 0,
        saw: found.length > 0 ? `it listens on ${found.join(', ')}` : 'nothing listens',
      }
    },
  })
}
