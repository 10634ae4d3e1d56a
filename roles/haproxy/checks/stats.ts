import { type Check, checkOf, type LookResult, type Verdict } from '../../../engine/check.ts'
import type { RoleContext } from '../../contract.ts'
import { endpoint } from '../../kit/addresses.ts'
import { answerOf, ask } from '../../kit/looks/http.ts'
import { bindAddress } from '../config/front.ts'
import { isEverywhere } from '../vars/bind.ts'
import type { HaproxyVars } from '../vars/vars.ts'

/** The stats page answers, and shows nothing without a password (rule 35). */
export function statsChecks({ vars: { stats }, host }: RoleContext<HaproxyVars>): readonly Check[] {
  if (stats === undefined) return []
  const address = isEverywhere(stats) ? '127.0.0.1' : bindAddress(stats, host)
  const url = `${stats.ssl === undefined ? 'http' : 'https'}://${endpoint(address, stats.port)}${stats.uri}`
  return [
    checkOf({
      title: `the stats page of ${host.name} asks for a password`,
      advice: 'Look what answers at this address: the page must ask for a password.',
      expects: stats.from !== undefined,
      looks: { page: { from: host.name, run: ask({ url }) } },
      within: 5,
      judge: ({ page }) => judgeStats(stats.from !== undefined, page),
    }),
  ]
}

/** `isLimited`: only some addresses may see the page, and the host itself may not be among them. */
export function judgeStats(isLimited: boolean, page: LookResult): Verdict {
  const answer = answerOf(page)
  if ('none' in answer) return { holds: false, saw: answer.none }
  return { holds: answer.status === 401 || (isLimited && answer.status === 403), saw: `HTTP ${answer.status}` }
}

/** The page for Prometheus has counters. */
export function prometheusChecks({ vars: { prometheus }, host }: RoleContext<HaproxyVars>): readonly Check[] {
  if (prometheus === undefined) return []
  const { port, path, ssl, from } = prometheus
  const address = isEverywhere(prometheus) ? '127.0.0.1' : bindAddress(prometheus, host)
  const url = `${ssl === undefined ? 'http' : 'https'}://${endpoint(address, port)}${path}`
  return [
    checkOf({
      title: `Prometheus gets counters from ${host.name}`,
      advice: 'Look what answers at this address, and whether HAProxy is built with the exporter: haproxy -vv.',
      expects: from !== undefined,
      looks: { page: { from: host.name, run: ask({ url }) } },
      within: 5,
      judge: ({ page }) => judgePrometheus(from !== undefined, page),
    }),
  ]
}

/** `isLimited`: only some addresses may see the page, and the host itself may not be among them. */
export function judgePrometheus(isLimited: boolean, page: LookResult): Verdict {
  const answer = answerOf(page)
  if ('none' in answer) return { holds: false, saw: answer.none }
  return { holds: answer.status === 200 || (isLimited && answer.status === 403), saw: `HTTP ${answer.status}` }
}
