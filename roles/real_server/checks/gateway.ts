import { type Check, checkOf, type LookResult, type Verdict } from '../../../engine/check.ts'
import { sh } from '../../../engine/shell.ts'
import type { HostView } from '../../contract.ts'
import { isVersion6 } from '../../kit/addresses.ts'

/** Targets if there is no client: addresses that no host has (RFC 5737, RFC 3849). */
const EXAMPLES = { 4: '192.0.2.1', 6: '2001:db8::1' }

/** Answers to clients leave through the directors' virtual address (rule 6). */
export function gatewayCheck(gateway: string, host: string, clients: readonly HostView[]): Check {
  const version = isVersion6(gateway) ? 6 : 4
  const connected = clients.filter((one) => one.facts !== undefined).map((one) => one.address)
  const asked = connected.filter((address) => isVersion6(address) === (version === 6))
  const targets = asked.length === 0 ? [EXAMPLES[version]] : asked
  const routeTo = (target: string) => ({ from: host, run: sh`ip -o ${`-${version}`} route get ${target}` })
  return checkOf({
    title: `${host} answers clients through ${gateway}`,
    advice: `Look at the routes of ${host}: answers to clients must leave through ${gateway}.`,
    looks: Object.fromEntries(targets.map((target) => [target, routeTo(target)])),
    judge: (routes) => judgeRoutes(gateway, routes),
  })
}

/** Judges the output of `ip -o route get` for each target. */
export function judgeRoutes(gateway: string, routes: Readonly<Record<string, LookResult>>): Verdict {
  const verdicts = Object.entries(routes).map(([target, route]) => judgeRoute(gateway, target, route))
  return { holds: verdicts.every((one) => one.holds), saw: verdicts.map((one) => one.saw).join('; ') }
}

function judgeRoute(gateway: string, target: string, { status, output }: LookResult): Verdict {
  if (status !== 0) return { holds: false, saw: `${target}: ${output.trim() || 'no answer'}` }
  const via = / via (\S+)/.exec(output)?.[1]
  return { holds: via === gateway, saw: `${target} via ${via ?? 'no gateway, past the directors'}` }
}
