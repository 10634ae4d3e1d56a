import { type Check, checkOf, type LookResult, type Verdict } from '../../../engine/check.ts'
import { Sh, sh } from '../../../engine/shell.ts'
import type { FindHosts } from '../../kit/hosts/servers.ts'
import { secretsOf } from '../../kit/looks/credentials.ts'
import { askTimes, CONNECT } from '../../kit/looks/http.ts'
import { ALL_UP, isRight } from '../../kit/verify/up.ts'
import type { Verify } from '../../kit/verify/vars.ts'
import { type SiteAddress, urlOf } from '../../kit/web/checks.ts'
import { parseDirectives } from '../language/directives.ts'
import { revealed } from '../language/own-text.ts'
import { hasNames, type Server, serversOf } from '../servers.ts'
import type { Upstream } from '../vars/upstream.ts'

interface SpreadCheck {
  readonly upstream: Upstream
  readonly find: FindHosts
  readonly at: SiteAddress
  readonly request: Pick<Verify, 'headers' | 'host' | 'client_certificate' | 'status'> & { readonly path: string }
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

/** Lines of an upstream's own that choose servers, or add some. */
export function ownServers({ extra }: Pick<Upstream, 'extra'>): readonly string[] {
  const names = parseDirectives(revealed(extra)).map(({ name }) => name)
  const found = names.filter((name) => CHOOSING.includes(name))
  return [...new Set(found.map((name) => `"${name}"`))]
}

const CHOOSING = ['server', 'sticky', 'hash', 'ip_hash', 'least_conn', 'least_time', 'random', 'include']

/** Whether it is known which servers get the requests, and how many. */
export function isJudged(upstream: Pick<Upstream, 'extra'> & Partial<Pick<Upstream, 'servers'>>): boolean {
  return ownServers(upstream).length === 0 && !hasNames(upstream)
}

/** Requests must be spread as the method and the weights say, over the servers that are up; the site's access log shows it. */
export function spreadCheck({ upstream, find, at, request: asked, requests, log }: SpreadCheck): Check {
  const servers = serversOf(upstream, find)
  const { headers, client_certificate } = asked
  const request = { url: urlOf(at, marked(asked.path, MARK)), host: asked.host ?? at.name, headers, client_certificate }
  const places = servers
    .filter(({ down }) => !down)
    .flatMap(({ address, port }) => (address === undefined ? [] : [[address, port]]))
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
${askTimes(requests, request, asked.status)}
sleep 1
tail -c +"$((before + 1))" ${log} | grep -F ${MARK} | sed 's/.*" //'
( ${CONNECT}
${Sh.lines(places.map((place) => sh`connect ${place} >/dev/null 2>&1 || echo dead ${place.join(' ')}`))}
) || :`,
        secrets: secretsOf(request),
      },
    },
    alone: true,
    within: 15,
    judge: (results) => judgeSpread(upstream, servers, requests, results.requests),
  })
}

const DEAD = /^dead (\S+) (\d+)$/

/**
 * `output` is `N of N requests were answered`, then a line for each request with the servers that nginx tried, then one for
 * each server to which nginx's host cannot connect.
 */
export function judgeSpread(
  upstream: Pick<Upstream, 'method' | 'up' | 'extra'> & Partial<Pick<Upstream, 'servers'>>,
  servers: readonly Server[],
  requests: number,
  { status, output }: LookResult,
): Verdict {
  const lines = output.trim().split('\n')
  const dead = servers.filter(({ address, port }) =>
    lines.some((line) => {
      const [, host, at] = DEAD.exec(line) ?? []
      return host === address && Number(at) === port
    }),
  )
  const [summary = '', ...tried] = lines.filter((line) => !DEAD.test(line))
  const answered = tried.map((line) => line.split(/, | : /).at(-1) ?? '')
  if (status !== 0 || answered.length < requests)
    return { holds: false, saw: `${summary}; ${answered.length} are in the log` }
  const answersOf = (server: Server) => answered.filter((one) => one === server.endpoint).length
  const known = servers.reduce((sum, server) => sum + answersOf(server), 0)
  const others = answered.length - known
  const counts =
    servers.map((server) => `${server.name} ${answersOf(server)}`).join(', ') + (others > 0 ? `, others ${others}` : '')
  const down = dead.map(({ name }) => name)
  const saw =
    down.length === 0 ? counts : `${counts}; ${down.join(', ')} ${down.length === 1 ? 'does' : 'do'} not answer`
  if (!isJudged(upstream)) return { holds: true, saw }
  const wanted = servers.filter((server) => !server.down && !server.backup)
  const active = wanted.filter((server) => !dead.includes(server))
  // Without an active server, the backups answer.
  const isRightSpread =
    active.length === 0 || (others === 0 && isSpread(upstream.method, active, answersOf, answered.length))
  const { up = ALL_UP } = upstream
  const isEnough = isRight(up, active.length, wanted.length)
  if (isRightSpread && isEnough) return { holds: true, saw }
  if (!isRightSpread) return { holds: false, saw }
  const faults = up.least === undefined ? down.map((name) => `${name} is down`) : [`${active.length} up`]
  return { holds: false, saw: `${saw}, and ${up.text} must be up`, faults }
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
