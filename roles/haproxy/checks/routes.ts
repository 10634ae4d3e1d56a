import { type Check, checkOf, type Look, type LookResult, type Verdict } from '../../../engine/check.ts'
import type { RoleContext } from '../../contract.ts'
import { connectTimes } from '../../kit/looks/http.ts'
import { statusText } from '../../kit/verify/vars.ts'
import { hindrancesIn } from '../own/hindrances.ts'
import { ownLines } from '../own/lines.ts'
import type { CheckedServer } from '../own/servers.ts'
import { defaultSocket } from '../places.ts'
import { askedFrom, type Entry } from '../requests/entries.ts'
import {
  type Asking,
  askOften,
  askWithCookie,
  greetOften,
  lastLine,
  type Request,
  requestName,
} from '../requests/request.ts'
import { type Asked, type Route, requestsOf } from '../requests/routes.ts'
import { checkedServersOf } from '../servers.ts'
import type { Back } from '../vars/proxy.ts'
import type { HaproxyVars } from '../vars/vars.ts'
import { askSocket, parseStat, type StatRow, sessionsBetween } from './counters.ts'
import { isUp, upOf } from './servers.ts'
import { isPredictable, judgeSpread, type ServerStates, sticksToOne } from './spread.ts'

/** Requests with the cookie: enough to rule out that one server got them all by chance. */
const COOKIE_REQUESTS = 6

/**
 * Each example request reaches its backend; each backend spreads requests and keeps clients as described. Where nobody can
 * say by whom a request is answered, it is only answered.
 */
export function routeChecks(context: RoleContext<HaproxyVars>): readonly Check[] {
  const { routes, answered } = requestsOf(context)
  const balanced = routes.filter((route, index) => routes.findIndex((one) => isSameTarget(one, route)) === index)
  return [
    ...routes.filter((route) => needsRouteCheck(route)).map((route) => routeCheck(route, context)),
    ...balanced.flatMap((route) =>
      promisesSpread(route, context)
        ? [balanceCheck(route, context), ...cookieCheck(route, context)]
        : [answeredCheck(route, `to ${route.back.name}`, route.requests ?? context.vars.requests, context)],
    ),
    ...answered.map((asked) => answeredCheck(asked, `to ${asked.entry.front.name}`, asked.requests ?? 1, context)),
  ]
}

/** Sentences about what requests do not show. */
export function requestRemarks(context: RoleContext<HaproxyVars>): readonly string[] {
  const { routes, remarks } = requestsOf(context)
  const spreads = routes.flatMap(({ back, entry }) => {
    const found = spreadHindrances(back, entry, context)
    const isAny = found.length === 0 && !isPredictable(back)
    const by = back.stick === undefined ? back.balance.words : `stick on ${back.stick.on}`
    if (isAny) return [`"${back.name}": the spread over its servers is not judged, as it is by ${by}`]
    return found.length === 0
      ? []
      : [`"${back.name}": the spread over its servers is not judged, as ${found.join(', ')} may choose them`]
  })
  return [...remarks, ...new Set(spreads)]
}

/** Whether the description says how one client's requests are spread. */
function promisesSpread({ back, entry }: Route, context: RoleContext<HaproxyVars>): boolean {
  return isPredictable(back) && spreadHindrances(back, entry, context).length === 0
}

/** Lines and agents that choose servers in another way than `balance` says. */
function spreadHindrances(back: Back, { front }: Entry, context: RoleContext<HaproxyVars>): readonly string[] {
  const find = (pattern: string) => context.hosts(pattern)
  const lines = [...hindrancesIn(ownLines(front)), ...hindrancesIn(ownLines(back))].filter(({ of }) => of === 'spread')
  const agents = checkedServersOf(back, find).some(({ byAgent }) => byAgent)
  return [...new Set([...lines.map(({ line }) => `"${line}"`), ...(agents ? ['agents on the servers'] : [])])]
}

function isSameTarget(one: Route, other: Route): boolean {
  return one.back.name === other.back.name && one.entry.address === other.entry.address
}

/** The balance check covers a section without rules. Bytes without a TLS ClientHello cannot be routed by rules. */
function needsRouteCheck({ entry, isDefault }: Route): boolean {
  return (
    entry.front.use_backend.length > 0 &&
    !(isDefault && entry.mode === 'tcp' && entry.front.inspect_delay === undefined)
  )
}

function requestOf({ entry, example }: Asked): Request {
  const { address, port, tls } = entry
  return { scheme: tls || isPassedOn(entry) ? 'https' : 'http', address, port, example }
}

/** HAProxy passes TLS on and waits for its ClientHello. */
function isPassedOn({ front, mode }: Entry): boolean {
  return mode === 'tcp' && front.inspect_delay !== undefined
}

/** Makes `count` requests in the section's protocol: HTTP, TLS handshakes, or only connections. */
function makeRequests(asked: Asked, count: number): Asking {
  const { entry, status } = asked
  if (entry.mode === 'http') return askOften(count, requestOf(asked), status)
  if (isPassedOn(entry)) return greetOften(count, requestOf(asked))
  return { run: connectTimes(count, entry.address, entry.port), secrets: undefined }
}

/** A number of requests is answered as described, by whomever. */
function answeredCheck(asked: Asked, to: string, count: number, { clients }: RoleContext<HaproxyVars>): Check {
  const { entry, status } = asked
  const what = status.length === 0 ? '' : ` with ${statusText(status)}`
  const request = entry.mode === 'http' ? ` (${requestName(requestOf(asked))})` : ''
  return checkOf({
    title: `${entry.titlePrefix}${count === 1 ? '1 request' : `${count} requests`} ${to} ${count === 1 ? 'is' : 'are'} answered${what}${request}`,
    advice: 'Ask in the same way by curl -i; verify of the section says what is asked, and what must come.',
    expects: status,
    looks: { client: { from: askedFrom(clients), ...makeRequests(asked, count) } },
    alone: true,
    within: 15,
    judge: ({ client }) => judgeAnswered(client),
  })
}

export function judgeAnswered(client: LookResult): Verdict {
  const said = client.output.trim().split('\n')
  return { holds: client.status === 0, saw: [...new Set(said)].join('; ') || `${client.from}: no answer` }
}

/** What a counting check says and expects. */
interface Claim {
  readonly title: string
  readonly advice: string
  readonly expects?: unknown
}

/** Reads the hosts' counters, makes requests, reads the counters again, and judges the difference. */
function countingCheck(
  claim: Claim,
  route: Route,
  asking: Asking,
  context: RoleContext<HaproxyVars>,
  judge: JudgeCounts,
): Check {
  const { vars, clients } = context
  const counters = (afterwards: boolean) =>
    route.entry.countedHosts.map((host, index): Look => {
      const socket = vars.global.socket.path ?? (host.facts === undefined ? '' : defaultSocket(host.facts))
      const look = { from: host.name, run: askSocket(socket, 'show stat') }
      return afterwards && index === 0 ? { ...look, afterwards: true } : look
    })
  return checkOf({
    ...claim,
    looks: {
      before: counters(false),
      client: { from: askedFrom(clients), ...asking, afterwards: true },
      after: counters(true),
    },
    alone: true,
    within: 15,
    judge: (results) => judgeCounts(route.back.name, results, judge),
  })
}

/** `sessions`: by row of the section in question; `all`: by section; `states`: what HAProxy says of the section's servers. */
type JudgeCounts = (
  sessions: ReadonlyMap<string, number>,
  all: readonly SectionCount[],
  states: ServerStates,
) => Verdict

interface SectionCount {
  readonly section: string
  readonly sessions: number
}

interface CountResults {
  /** The counters of each host before the requests. */
  readonly before: readonly LookResult[]
  /** The client that makes the requests. */
  readonly client: LookResult
  /** The counters of each host after the requests, in the same order. */
  readonly after: readonly LookResult[]
}

export function judgeCounts(section: string, results: CountResults, judge: JudgeCounts): Verdict {
  const { client } = results
  const [before, after] = [results.before.map(rowsOf), results.after.map(rowsOf)]
  const states = statesIn(section, before, after)
  const verdict = judge(sessionsBetween(section, before, after), sectionCounts(before, after), states)
  return client.status === 0 ? verdict : { holds: false, saw: `${client.from}: ${lastLine(client)}; ${verdict.saw}` }
}

/** A server is down if a host has taken it out before or after the requests. */
function statesIn(
  section: string,
  before: readonly (readonly StatRow[])[],
  after: readonly (readonly StatRow[])[],
): ServerStates {
  const rows = [...before, ...after].flat().filter((row) => row.section === section && row.isServer)
  return {
    down: new Set(rows.filter((row) => !isUp(row) && !row.status.startsWith('DRAIN')).map(({ name }) => name)),
    busy: rows.some(({ current }) => current > 0),
  }
}

/** A host that is not set up yet has no socat, and no counters. */
function rowsOf({ status, output }: LookResult): readonly StatRow[] {
  return status === 0 ? parseStat(output) : []
}

function sectionCounts(
  before: readonly (readonly StatRow[])[],
  after: readonly (readonly StatRow[])[],
): readonly SectionCount[] {
  const sections = [...new Set(after.flat().map(({ section }) => section))]
  return sections.map((section) => ({ section, sessions: sessionsBetween(section, before, after).get('BACKEND') ?? 0 }))
}

function routeCheck(route: Route, context: RoleContext<HaproxyVars>): Check {
  const { entry, back } = route
  const isOnlyConnection = entry.mode === 'tcp' && !isPassedOn(entry)
  const request = isOnlyConnection ? `a connection to ${entry.front.name}` : requestName(requestOf(route))
  const title = `${entry.titlePrefix}${request} goes to ${back.name}`
  const asking = makeRequests(route, 1)
  const advice = 'Look at the rules of the section: the first one that applies to a request chooses its backend.'
  return countingCheck({ title, advice }, route, asking, context, (sessions, all) =>
    judgeRoute(back.name, sessions, all),
  )
}

/** One request was made: if more came, nobody knows which of them it was. */
export function judgeRoute(
  section: string,
  sessions: ReadonlyMap<string, number>,
  all: readonly SectionCount[],
): Verdict {
  const count = sessions.get('BACKEND') ?? 0
  const total = all.reduce((sum, one) => sum + one.sessions, 0)
  if (count > 0) return { holds: true, saw: total === 1 ? `${section} got it` : `${section} got ${count} of ${total}` }
  const others = all.filter((one) => one.sessions > 0).map((one) => one.section)
  return { holds: false, saw: others.length === 0 ? 'no backend got anything' : `it went to ${others.join(', ')}` }
}

const DEAD_SERVER = 'Look which server gets no requests or does not answer, on the stats page or with "show stat".'

/** What the spread of requests depends on. */
function claimOf({ name, weight, backup, disabled }: CheckedServer): unknown {
  return [name, weight, backup, disabled]
}

function balanceCheck(route: Route, context: RoleContext<HaproxyVars>): Check {
  const { back, entry, status } = route
  const requests = route.requests ?? context.vars.requests
  const servers = checkedServersOf(back, (pattern) => context.hosts(pattern))
  const how =
    back.stick !== undefined && sticksToOne(back)
      ? `stay with one server, by stick on ${back.stick.on}`
      : `are spread by ${back.balance.words}`
  const claim = {
    title: `${entry.titlePrefix}${requests} requests to ${back.name} ${how}`,
    advice: DEAD_SERVER,
    expects: [...servers.map(claimOf), upOf(back).text, status],
  }
  return countingCheck(claim, route, makeRequests(route, requests), context, (sessions, _, states) =>
    judgeSpread(back, servers, requests, sessions, states),
  )
}

/** Checks only a cookie that HAProxy inserts: the application sets any other. */
function cookieCheck(route: Route, context: RoleContext<HaproxyVars>): readonly Check[] {
  const { cookie, name } = route.back
  if (cookie?.mode !== 'insert' || route.entry.mode !== 'http' || cookie.postonly) return []
  const servers = checkedServersOf(route.back, (pattern) => context.hosts(pattern))
  const asking = askWithCookie(COOKIE_REQUESTS, cookie.name, requestOf(route), route.status)
  const title = `${route.entry.titlePrefix}a client with the cookie ${cookie.name} stays with its server of ${name}`
  const claim = { title, advice: DEAD_SERVER, expects: servers.map(claimOf) }
  return [
    countingCheck(claim, route, asking, context, (sessions) => judgePersistence(servers, COOKIE_REQUESTS, sessions)),
  ]
}

/**
 * One server got the request that set the cookie and all `count` requests with it. If others made requests meanwhile, only
 * the client knows, which looks at the cookie of each answer.
 */
export function judgePersistence(
  servers: readonly Pick<CheckedServer, 'name'>[],
  count: number,
  sessions: ReadonlyMap<string, number>,
): Verdict {
  const counts = servers.map(({ name }) => ({ name, sessions: sessions.get(name) ?? 0 }))
  const total = counts.reduce((sum, one) => sum + one.sessions, 0)
  if (total > count + 1) return { holds: true, saw: 'every answer left the cookie as it was' }
  const saw = counts.map((one) => `${one.name} ${one.sessions}`).join(', ')
  return { holds: counts.some((one) => one.sessions > count), saw }
}
