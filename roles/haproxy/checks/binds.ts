import type { Check, LookResult, Verdict } from '../../../engine/check.ts'
import type { RoleContext } from '../../contract.ts'
import { endpoint } from '../../kit/addresses.ts'
import { connectTimes } from '../../kit/looks/http.ts'
import { listeners, listenersFor } from '../../kit/looks/listeners.ts'
import { type Reached, reachedAt } from '../binds.ts'
import { askedAt, isComplete } from '../requests/entries.ts'
import { lastLine } from '../requests/request.ts'
import { isEverywhere, isLoopback } from '../vars/bind.ts'
import type { HaproxyVars } from '../vars/vars.ts'
import { askingPlace } from './asking.ts'

/** Every bind listens on its host, whoever holds its address, and takes connections from clients. */
export function bindChecks(context: RoleContext<HaproxyVars>): readonly Check[] {
  return reachedAt(context.vars, context.host).flatMap((one) => [
    listenCheck(one, context.host.name),
    ...(isLoopback(one) || (one.isVip && !isComplete(context)) ? [] : [connectCheck(one, context)]),
  ])
}

function nameOf({ section, address, port }: Reached): string {
  return `${section} at ${isEverywhere({ address }) ? `*:${port}` : endpoint(address, port)}`
}

function listenCheck(reached: Reached, host: string): Check {
  return {
    title: `HAProxy of ${host} listens for ${nameOf(reached)}`,
    looks: [{ from: host, run: listeners('tcp', reached.port) }],
    within: 5,
    judge: ([result]) => judgeListener(reached, result),
  }
}

export function judgeListener({ address, port }: Reached, result: LookResult | undefined): Verdict {
  if (result?.status !== 0) return { holds: false, saw: result?.output.trim() || 'ss could not be run' }
  const found = listenersFor(address, result)
  if (found.length > 0) return { holds: true, saw: `listens on ${[...new Set(found)].join(', ')}` }
  return { holds: false, saw: `nobody listens on ${isEverywhere({ address }) ? `*:${port}` : endpoint(address, port)}` }
}

function connectCheck(reached: Reached, { host, clients }: RoleContext<HaproxyVars>): Check {
  const address = askedAt(reached, host)
  const whose = reached.isVip ? '' : ` of ${host.name}`
  return {
    title: `clients reach ${reached.section}${whose} at ${endpoint(address, reached.port)}`,
    looks: [{ from: askingPlace(clients), run: connectTimes(1, address, reached.port) }],
    within: 15,
    judge([result]) {
      if (result?.status === 0) return { holds: true, saw: `${result.from} is connected` }
      return { holds: false, saw: result === undefined ? 'not asked' : `${result.from}: ${lastLine(result)}` }
    },
  }
}
