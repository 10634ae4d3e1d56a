import type { Lint, RoleContext } from '../contract.ts'
import { logHostsOf } from './log-hosts.ts'
import type { RsyslogVars } from './vars/vars.ts'

/** What is described and comes to nothing, or is open to more than it needs. */
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
    findings.push({ rule: 51, level: 'warn', message: 'everybody may send logs; name the senders with receive.from' })
  return findings
}
