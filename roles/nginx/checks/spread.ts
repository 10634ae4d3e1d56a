import type { Check, LookResult, Verdict } from '../../../engine/check.ts'
import { sh } from '../../../engine/shell.ts'
import { endpoint } from '../../kit/addresses.ts'
import type { FindHosts } from '../../kit/hosts/servers.ts'
import { askTimes } from '../../kit/looks/http.ts'
import { type SiteAddress, urlOf } from '../../kit/web/checks.ts'
import { type Server, serversOf } from '../servers.ts'
import type { Upstream } from '../vars/upstream.ts'

/** Who is asked, how often, and where nginx writes down which server answered. */
interface Spread {
  readonly upstream: Upstream
  readonly find: FindHosts
  readonly at: SiteAddress
  readonly path: string
  readonly requests: number
  readonly log: string
}

/** Tells the requests of a check from others. */
const MARK = 'evenkeel-check=spread'

/** The path with a mark by which its requests are found in logs. */
export function marked(path: string, mark: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}${mark}`
}

/** A number of requests are spread as method and weights say, read from the site's own access log. */
export function spreadCheck({ upstream, find, at, path, requests, log }: Spread): Check {
  const servers = serversOf(upstream, find)
  const request = { url: urlOf(at, marked(path, MARK)), host: at.name }
  return {
    title: `${at.host.name} spreads ${requests} requests over ${upstream.name} as ${upstream.method} says`,
    looks: [
      {
        from: at.host.name,
        run: sh`before=$(wc -c <${log}) || exit 1
${askTimes(requests, request)}
sleep 1
tail -c +"$((before + 1))" ${log} | grep -F ${MARK} | sed 's/.*" //'`,
      },
    ],
    alone: true,
    within: 15,
    judge: ([result]) => judgeSpread(upstream, servers, requests, result),
  }
}

/** `sighting`: `N of N requests were answered`, and for each the servers that were tried. */
export function judgeSpread(
  upstream: Pick<Upstream, 'method'>,
  servers: readonly Server[],
  requests: number,
  result: LookResult | undefined,
): Verdict {
  const [said = 'not asked', ...tried] = result?.output.trim().split('\n') ?? []
  const answered = tried.map((line) => line.split(/, | : /).at(-1) ?? '')
  if (result?.status !== 0 || answered.length < requests)
    return { holds: false, saw: `${said}; ${answered.length} are in the log` }
  const got = (server: Server) => answered.filter((one) => one === endpoint(server.address, server.port)).length
  const known = servers.reduce((sum, server) => sum + got(server), 0)
  const others = answered.length - known
  const saw =
    servers.map((server) => `${server.name} ${got(server)}`).join(', ') + (others > 0 ? `, others ${others}` : '')
  const serving = servers.filter((server) => !server.down && !server.backup)
  return { holds: others === 0 && isSpread(upstream.method, serving, got, answered.length), saw }
}

function isSpread(method: string, serving: readonly Server[], got: (server: Server) => number, total: number): boolean {
  // Requests that are all alike, of one client.
  if (/^(ip_hash|hash)/.test(method)) return serving.some((server) => got(server) === total)
  const weights = serving.reduce((sum, server) => sum + server.weight, 0)
  return serving.every((server) => {
    const share = server.weight / weights
    // The emptiest server of all gets the next request, those of equal emptiness take turns.
    if (method === 'least_conn') return total * share < 1 || got(server) > 0
    // The weight decides which two are drawn, and not which of them gets it: this is what a server gets at least.
    if (method.startsWith('random two')) return total * share * (1 - share) < CERTAIN || got(server) > 0
    if (method === 'random' && total * share >= CERTAIN && got(server) === 0) return false
    const chance = Math.sqrt(total * share * (1 - share))
    if (method === 'random') return Math.abs(got(server) - total * share) <= Math.max(1, 4 * chance)
    // Others' requests may take turns in between, and then chance has its part in it.
    return Math.abs(got(server) - total * share) <= Math.max(1, 2 * chance)
  })
}

/** A server that is to get so many by chance gets none of them once in twenty thousand times. */
const CERTAIN = 10
