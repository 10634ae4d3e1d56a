import { type Check, checkOf, type LookResult, type Verdict } from '../../../engine/check.ts'
import type { HostView } from '../../contract.ts'
import type { MysqlVars } from '../vars/vars.ts'
import { lookAt, serverIn, unread } from './look.ts'

/** Nobody can write on a server that is read-only: neither an account, nor the commit of a prepared transaction. */
export function protectionCheck(hosts: readonly HostView[], vars: MysqlVars): Check {
  return checkOf({
    title: `nobody bypasses read-only on ${hosts.map(({ name }) => name).join(' and ')}`,
    advice: 'Revoke the privileges, and end prepared transactions with XA COMMIT or XA ROLLBACK on the writer.',
    looks: { servers: hosts.map((one) => lookAt(one, vars)) },
    within: 10,
    judge: ({ servers }) => judgeProtection(servers),
  })
}

export function judgeProtection(results: readonly LookResult[]): Verdict {
  const servers = results.map(serverIn)
  const faults = [
    ...unread(servers),
    ...servers.flatMap((one) =>
      one.rows('bypassing').map((account) => `${one.name}: ${account} may write although it is read-only`),
    ),
    ...servers.flatMap((one) => {
      const prepared = one.rows('formatID').length
      return prepared === 0 ? [] : [`${one.name}: ${prepared} prepared transactions (XA RECOVER)`]
    }),
  ]
  if (faults.length > 0) return { holds: false, saw: faults.join('; ') }
  return { holds: true, saw: 'no account, and no prepared transaction' }
}
