import { type Check, checkOf, type LookResult, type Verdict } from '../../../engine/check.ts'
import { sh } from '../../../engine/shell.ts'
import { endpoint } from '../../kit/addresses.ts'
import type { FindHosts } from '../../kit/hosts/servers.ts'
import { askTimes } from '../../kit/looks/http.ts'
import { type SiteAddress, urlOf } from '../../kit/web/checks.ts'
import { type Server, serversOf } from '../servers.ts'
import type { Upstream } from '../vars/upstream.ts'

interface SpreadCheck {
  readonly upstream: Upstream
  readonly find: FindHosts
  readonly at: SiteAddress
  readonly path: string
  readonly requests: number
  /** The access log of the site, in which nginx writes the server that answered. */
  readonly log: string
}

/** Marks the requests of this check in the log. */
const MARK = 'evenkeel-check=spread'

/** The path with a query by which its requests are found in logs. */
export function marked(path: string, mark: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}${mark}`
}

/** Requests must be spread as the method and the weights say; the site's access log shows it. */
export function spreadCheck({ upstream, find, at, path, requests, log }: SpreadCheck): Check {
  const servers = serversOf(upstream, find)
  const request = { url: urlOf(at, marked(path, MARK)), host: at.name }
  return checkOf({
    title: `${at.host.name} spreads ${requests} requests over ${upstream.name} as ${upstream.method} says`,
    advice: `Look which server of ${upstream.name} gets no requests or does not answer: the error log of ${at.host.name} names it.`,
    expects: servers.map(({ name, address, port, weight, backup, down }) => [
      name,
      address,
      port,
      weight,
      backup,
      down,
    ]),
    looks: {
      requests: {
        from: at.host.name,
        run: sh`before=$(wc -c <${log}) || exit 1
${askTimes(requests, request)}
sleep 1
tail -c +"$((before + 1))" ${log} | grep -F ${MARK} | sed 's/.*" //'`,
      },
    },
    alone: true,
    within: 15,
    judge: (results) => judgeSpread(upstream, servers, requests, results.requests),
  })
}

/** `output` is `N of N requests were answered`, then a line for each request with the servers that nginx tried. */
export function judgeSpread(
  upstream: Pick<Upstream, 'method'>,
  servers: readonly Server[],
  requests: number,
  { status, output }: LookResult,
): Verdict {
  const [summary = '', ...tried] = output.trim().split('\n')
  const answered = tried.map((line) => line.split(/, | : /).at(-1) ?? '')
  if (status !== 0 || answered.length < requests)
    return { holds: false, saw: `${summary}; ${answered.length} are in the log` }
  const answersOf = (server: Server) => answered.filter((one) => one === endpoint(server.address, server.port)).length
  const known = servers.reduce((sum, server) => sum + answersOf(server), 0)
  const others = answered.length - known
  const saw =
    servers.map((server) => `${server.name} ${answersOf(server)}`).join(', ') + (others > 0 ? `, others ${others}` : '')
  const active = servers.filter((server) => !server.down && !server.backup)
  return { holds: others === 0 && isSpread(upstream.method, active, answersOf, answered.length), saw }
}

function isSpread(
  method: string,
  servers: readonly Server[],
  answersOf: (server: Server) => number,
  total: number,
): boolean {
  // All requests are alike and of one client, so one server must get them all.
  if (/^(ip_hash|hash)/.test(method)) return servers.some((server) => answersOf(server) === total)
  const weights = servers.reduce((sum, server) => sum + server.weight, 0)
  return servers.every((server) => {
    const share = server.weight / weights
    // The server with the fewest connections gets the next request; equal servers take turns.
    if (method === 'least_conn') return total * share < 1 || answersOf(server) > 0
    // Weights decide which two servers are drawn, not which of them gets the request: a server gets at least this.
    if (method.startsWith('random two')) return total * share * (1 - share) < CERTAIN || answersOf(server) > 0
    if (method === 'random' && total * share >= CERTAIN && answersOf(server) === 0) return false
    const deviation = Math.sqrt(total * share * (1 - share))
    if (method === 'random') return Math.abs(answersOf(server) - total * share) <= Math.max(1, 4 * deviation)
    // Requests of other clients may come in between, so the shares are not exact.
    return Math.abs(answersOf(server) - total * share) <= Math.max(1, 2 * deviation)
  })
}

/** A server that is expected to get this many requests gets none by chance once in about 20,000 times (e^-10). */
const CERTAIN = 10
