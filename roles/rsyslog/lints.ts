import type { Lint, RoleContext } from '../contract.ts'
import { logHostsOf } from './log-hosts.ts'
import type { RsyslogVars } from './vars/vars.ts'

/** Findings: forwarding without a log host, and a log host that accepts every sender. */
export function rsyslogLints(context: RoleContext<RsyslogVars>): readonly Lint[] {
  const { forward, receive } = context.vars
  const findings: Lint[] = []
  if (forward !== undefined && receive === undefined && logHostsOf(forward.to, context).length === 0)
    findings.push({
      rule: 42,
      level: 'warn',
      message: `nothing is forwarded: "${[forward.to].flat().join(', ')}" is the host itself`,
    })
  if (receive !== undefined && receive.from === undefined)
    findings.push({ rule: 51, level: 'warn', message: 'every host may send logs; list the senders in receive.from' })
  return findings
}
