import type { Check, LookResult, Verdict } from '../../../engine/check.ts'
import type { RoleContext } from '../../contract.ts'
import { endpoint } from '../../kit/addresses.ts'
import { answerOf, ask } from '../../kit/looks/http.ts'
import { bindAddress } from '../config/front.ts'
import { isEverywhere } from '../vars/bind.ts'
import type { HaproxyVars } from '../vars/vars.ts'

/** The stats page is there, and shows nothing to somebody without a password (rule 35). */
export function statsChecks({ vars: { stats }, host }: RoleContext<HaproxyVars>): readonly Check[] {
  if (stats === undefined) return []
  const address = isEverywhere(stats) ? '127.0.0.1' : bindAddress(stats, host)
  const url = `${stats.ssl === undefined ? 'http' : 'https'}://${endpoint(address, stats.port)}${stats.uri}`
  return [
    {
      title: `the stats page of ${host.name} asks for a password`,
      looks: [{ from: host.name, run: ask({ url }) }],
      within: 5,
      judge: ([result]) => judgeStats(stats.from !== undefined, result),
    },
  ]
}

/** `isLimited`: the host itself may not be among those who may look. */
export function judgeStats(isLimited: boolean, result: LookResult | undefined): Verdict {
  if (result === undefined) return { holds: false, saw: 'not asked' }
  const answer = answerOf(result)
  if ('none' in answer) return { holds: false, saw: answer.none }
  return { holds: answer.status === 401 || (isLimited && answer.status === 403), saw: `HTTP ${answer.status}` }
}
