import type { Check, LookResult, Verdict } from '../../../engine/check.ts'
import { sh } from '../../../engine/shell.ts'
import type { HostView } from '../../contract.ts'
import { isVersion6 } from '../../kit/addresses.ts'

/** Where no client is known: addresses that are nobody's (RFC 5737, RFC 3849). */
const ANYBODY = { 4: '192.0.2.1', 6: '2001:db8::1' }

/** Answers to clients leave through the directors' floating address (rule 6). */
export function gatewayCheck(gateway: string, host: string, clients: readonly HostView[]): Check {
  const version = isVersion6(gateway) ? 6 : 4
  const connected = clients.filter((one) => one.facts !== undefined).map((one) => one.address)
  const asked = connected.filter((address) => isVersion6(address) === (version === 6))
  const targets = asked.length === 0 ? [ANYBODY[version]] : asked
  return {
    title: `${host} answers clients through ${gateway}`,
    looks: targets.map((target) => ({ from: host, run: sh`ip -o ${`-${version}`} route get ${target}` })),
    judge: (results) => judgeWays(gateway, targets, results),
  }
}

/** `sightings`: what `ip -o route get` said of each target. */
export function judgeWays(gateway: string, targets: readonly string[], results: readonly LookResult[]): Verdict {
  const ways = targets.map((target, index) => judgeWay(gateway, target, results[index]))
  return { holds: ways.every((way) => way.holds), saw: ways.map((way) => way.saw).join('; ') }
}

function judgeWay(gateway: string, target: string, result: LookResult | undefined): Verdict {
  if (result?.status !== 0) return { holds: false, saw: `${target}: ${result?.output.trim() || 'no answer'}` }
  const via = / via (\S+)/.exec(result.output)?.[1]
  return { holds: via === gateway, saw: `${target} via ${via ?? 'no gateway, past the directors'}` }
}
