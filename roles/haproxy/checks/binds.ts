import { type Check, checkOf } from '../../../engine/check.ts'
import type { RoleContext } from '../../contract.ts'
import { endpoint } from '../../kit/addresses.ts'
import { connectTimes } from '../../kit/looks/http.ts'
import { judgeListener, listeners } from '../../kit/looks/listeners.ts'
import { judgeWitnesses, witnessesAmong } from '../../kit/looks/witnesses.ts'
import { type ResolvedBind, resolvedBinds } from '../binds.ts'
import { allMembersApplied, askedAddress } from '../requests/entries.ts'
import { isEverywhere, isLoopback } from '../vars/bind.ts'
import type { HaproxyVars } from '../vars/vars.ts'

/** Every bind listens on its host, even if another host holds its address, and accepts connections from clients. */
export function bindChecks(context: RoleContext<HaproxyVars>): readonly Check[] {
  return resolvedBinds(context.vars, context.host).flatMap((bind) => [
    listenCheck(bind, context.host.name),
    ...(isLoopback(bind) || (bind.isVip && !allMembersApplied(context)) ? [] : [connectCheck(bind, context)]),
  ])
}

function listenCheck(bind: ResolvedBind, host: string): Check {
  const place = isEverywhere(bind) ? `*:${bind.port}` : endpoint(bind.address, bind.port)
  return checkOf({
    title: `HAProxy of ${host} listens for ${bind.section} at ${place}`,
    advice: `Look on ${host} what has the port (ss -lntp), and why HAProxy does not: journalctl -u haproxy.`,
    looks: { sockets: { from: host, run: listeners('tcp', bind.port) } },
    within: 5,
    judge: ({ sockets }) => judgeListener(bind.address, bind.port, sockets),
  })
}

function connectCheck(bind: ResolvedBind, { host, clients }: RoleContext<HaproxyVars>): Check {
  const address = askedAddress(bind, host)
  const ofHost = bind.isVip ? '' : ` of ${host.name}`
  return checkOf({
    title: `clients reach ${bind.section}${ofHost} at ${endpoint(address, bind.port)}`,
    advice: 'Look whether firewalls and routes let the client through to this address.',
    looks: {
      connections: witnessesAmong(clients).map((from) => ({ from, run: connectTimes(1, address, bind.port) })),
    },
    within: 15,
    judge: ({ connections }) => judgeWitnesses(connections),
  })
}
