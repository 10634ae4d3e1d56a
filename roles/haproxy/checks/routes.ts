import { type Check, checkOf, type Look, type LookResult, type Verdict } from '../../../engine/check.ts'
import type { Sh } from '../../../engine/shell.ts'
import type { RoleContext } from '../../contract.ts'
import { connectTimes } from '../../kit/looks/http.ts'
import { defaultSocket } from '../places.ts'
import { askedFrom, type Entry, type Route, routesOf } from '../requests/entries.ts'
import {
  askOften,
  askStatus,
  askWithCookie,
  greetOften,
  lastLine,
  type Request,
  requestName,
} from '../requests/request.ts'
import { type Server, serversOf } from '../servers.ts'
import type { HaproxyVars } from '../vars/vars.ts'
import { askSocket, parseStat, type StatRow, sessionsBetween } from './counters.ts'
import { judgeSpread } from './spread.ts'

/** Requests with the cookie: enough to rule out that one server got them all by chance. */
const COOKIE_REQUESTS = 6

/** Each example request reaches its backend; each backend spreads requests and keeps clients as described. */
export function routeChecks(context: RoleContext<HaproxyVars>): readonly Check[] {
  const routes = routesOf(context)
  const balanced = routes.filter((route, index) => routes.findIndex((one) => isSameTarget(one, route)) === index)
  return [
    ...routes.filter((route) => needsRouteCheck(route)).map((route) => routeCheck(route, context)),
    ...balanced.flatMap((route) => [balanceCheck(route, context), ...cookieCheck(route, context)]),
  ]
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

function requestOf({ entry, example }: Route): Request {
  const { address, port, tls } = entry
  return { scheme: tls || isPassedOn(entry) ? 'https' : 'http', address, port, example }
}

/** HAProxy passes TLS on and waits for its ClientHello. */
function isPassedOn({ front, mode }: Entry): boolean {
  return mode === 'tcp' && front.inspect_delay !== undefined
}

/** Makes `count` requests in the section's protocol: HTTP, TLS handshakes, or only connections. */
function makeRequests(route: Route, count: number): Sh {
  const { entry } = route
  if (entry.mode === 'http') return count === 1 ? askStatus(requestOf(route)) : askOften(count, requestOf(route))
  return isPassedOn(entry) ? greetOften(count, requestOf(route)) : connectTimes(count, entry.address, entry.port)
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
  run: Sh,
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
      client: { from: askedFrom(clients), run, afterwards: true },
      after: counters(true),
    },
    alone: true,
    within: 15,
    judge: (results) => judgeCounts(route.back.name, results, judge),
  })
}

/** `sessions`: by row of the section in question; `all`: by section. */
type JudgeCounts = (sessions: ReadonlyMap<string, number>, all: readonly SectionCount[]) => Verdict

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
  const verdict = judge(sessionsBetween(section, before, after), sectionCounts(before, after))
  return client.status === 0 ? verdict : { holds: false, saw: `${client.from}: ${lastLine(client)}; ${verdict.saw}` }
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
  const run = makeRequests(route, 1)
  const advice = 'Look at the rules of the section: the first one that applies to a request chooses its backend.'
  return countingCheck({ title, advice }, route, run, context, (sessions, all) => judgeRoute(back.name, sessions, all))
}

export function judgeRoute(
  section: string,
  sessions: ReadonlyMap<string, number>,
  all: readonly SectionCount[],
): Verdict {
  const count = sessions.get('BACKEND') ?? 0
  if (count > 0) return { holds: true, saw: `${section} got it` }
  const others = all.filter((one) => one.sessions > 0).map((one) => one.section)
  return { holds: false, saw: others.length === 0 ? 'no backend got anything' : `it went to ${others.join(', ')}` }
}

const DEAD_SERVER = 'Look which server gets no requests or does not answer, on the stats page or with "show stat".'

/** What the spread of requests depends on. */
function claimOf({ name, weight, backup }: Server): unknown {
  return [name, weight, backup]
}

function balanceCheck(route: Route, context: RoleContext<HaproxyVars>): Check {
  const { back, entry } = route
  const { requests } = context.vars
  const servers = serversOf(back, (pattern) => context.hosts(pattern))
  const run = makeRequests(route, requests)
  const method = back.stick !== undefined && /^src\b/.test(back.stick.on) ? 'stick on src' : back.balance.words
  const title = `${entry.titlePrefix}${requests} requests to ${back.name} are spread by ${method}`
  const claim = {
    title,
    advice: DEAD_SERVER,
    expects: [...servers.map(claimOf), ...(back.up === undefined ? [] : [back.up])],
  }
  return countingCheck(claim, route, run, context, (sessions) => judgeSpread(back, servers, requests, sessions))
}

/** Checks only a cookie that HAProxy inserts: the application sets any other. */
function cookieCheck(route: Route, context: RoleContext<HaproxyVars>): readonly Check[] {
  const { cookie, name } = route.back
  if (cookie?.mode !== 'insert' || route.entry.mode !== 'http' || cookie.postonly) return []
  const servers = serversOf(route.back, (pattern) => context.hosts(pattern))
  const run = askWithCookie(COOKIE_REQUESTS, cookie.name, requestOf(route))
  const title = `${route.entry.titlePrefix}a client with the cookie ${cookie.name} stays with its server of ${name}`
  const claim = { title, advice: DEAD_SERVER, expects: servers.map(claimOf) }
  return [countingCheck(claim, route, run, context, (sessions) => judgePersistence(servers, COOKIE_REQUESTS, sessions))]
}

/** One server got the request that set the cookie and all `count` requests with the cookie. */
export function judgePersistence(
  servers: readonly Server[],
  count: number,
  sessions: ReadonlyMap<string, number>,
): Verdict {
  const counts = servers.map(({ name }) => ({ name, sessions: sessions.get(name) ?? 0 }))
  const saw = counts.map((one) => `${one.name} ${one.sessions}`).join(', ')
  return { holds: counts.some((one) => one.sessions > count), saw }
}
