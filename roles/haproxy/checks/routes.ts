import type { Check, Look, LookResult, Verdict } from '../../../engine/check.ts'
import type { Sh } from '../../../engine/shell.ts'
import type { RoleContext } from '../../contract.ts'
import { connectTimes } from '../../kit/looks/http.ts'
import { defaultSocket } from '../places.ts'
import { type Entry, type Route, routesOf } from '../requests/entries.ts'
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
import { askingPlace } from './asking.ts'
import { askSocket, parseStat, type StatRow, sessionsBetween } from './counters.ts'
import { judgeSpread } from './spread.ts'

/** Requests that tell whether a cookie keeps a client: enough that chance is no explanation. */
const WITH_COOKIE = 6

/** Every route that can be tried leads where it should, and every backend spreads and keeps as it should. */
export function routeChecks(context: RoleContext<HaproxyVars>): readonly Check[] {
  const routes = routesOf(context)
  const spread = routes.filter((route, index) => routes.findIndex((one) => isSameWay(one, route)) === index)
  return [
    ...routes.filter((route) => isWorthTrying(route)).map((route) => routeCheck(route, context)),
    ...spread.flatMap((route) => [balanceCheck(route, context), ...cookieCheck(route, context)]),
  ]
}

function isSameWay(one: Route, other: Route): boolean {
  return one.back.name === other.back.name && one.entry.address === other.entry.address
}

/** Where no rule is, there is one way only, which the balance check goes. Bytes without a greeting have no route. */
function isWorthTrying({ entry, isDefault }: Route): boolean {
  return (
    entry.front.use_backend.length > 0 &&
    !(isDefault && entry.mode === 'tcp' && entry.front.inspect_delay === undefined)
  )
}

function requestOf({ entry, example }: Route): Request {
  const { address, port, tls } = entry
  return { scheme: tls || isPassedOn(entry) ? 'https' : 'http', address, port, example }
}

/** TLS that goes through: the section waits for its greeting. */
function isPassedOn({ front, mode }: Entry): boolean {
  return mode === 'tcp' && front.inspect_delay !== undefined
}

/** As clients of the section speak: requests, TLS greetings, or bytes of which nothing is known. */
function questions(route: Route, count: number): Sh {
  const { entry } = route
  if (entry.mode === 'http') return count === 1 ? askStatus(requestOf(route)) : askOften(count, requestOf(route))
  return isPassedOn(entry) ? greetOften(count, requestOf(route)) : connectTimes(count, entry.address, entry.port)
}

/** Counts what happens to sections while somebody asks: the hosts' counters, the question, the counters again. */
function counting(title: string, route: Route, run: Sh, context: RoleContext<HaproxyVars>, judge: JudgeCounts): Check {
  const { vars, clients } = context
  const counters = (afterwards: boolean) =>
    route.entry.counted.map((host, index): Look => {
      const socket = vars.global.socket.path ?? (host.facts === undefined ? '' : defaultSocket(host.facts))
      const look = { from: host.name, run: askSocket(socket, 'show stat') }
      return afterwards && index === 0 ? { ...look, afterwards: true } : look
    })
  return {
    title,
    looks: [...counters(false), { from: askingPlace(clients), run, afterwards: true }, ...counters(true)],
    alone: true,
    within: 15,
    judge: (results) => judgeCounts(route.back.name, results, judge),
  }
}

/** What the sections' counters say of the one in question, and of all others. */
type JudgeCounts = (sessions: ReadonlyMap<string, number>, all: readonly SectionCount[]) => Verdict

interface SectionCount {
  readonly section: string
  readonly sessions: number
}

/** `sightings`: the hosts' counters, what the client says, the hosts' counters again. */
export function judgeCounts(section: string, results: readonly LookResult[], judge: JudgeCounts): Verdict {
  const middle = (results.length - 1) / 2
  const client = results[middle]
  // A host that is not set up yet has no socat, and no counters.
  const rows = results.map((one) => (one.status === 0 ? parseStat(one.output) : []))
  const [before, after] = [rows.slice(0, middle), rows.slice(middle + 1)]
  const verdict = judge(sessionsBetween(section, before, after), sectionCounts(before, after))
  if (client?.status === 0) return verdict
  return {
    holds: false,
    saw: `${client?.from ?? 'client'}: ${client === undefined ? 'not asked' : lastLine(client)}; ${verdict.saw}`,
  }
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
  const isBytes = entry.mode === 'tcp' && !isPassedOn(entry)
  const asked = isBytes ? `a connection to ${entry.front.name}` : requestName(requestOf(route))
  const title = `${entry.whose}${asked} goes to ${back.name}`
  const run = questions(route, 1)
  return counting(title, route, run, context, (sessions, all) => judgeRoute(back.name, sessions, all))
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

function balanceCheck(route: Route, context: RoleContext<HaproxyVars>): Check {
  const { back, entry } = route
  const { requests } = context.vars
  const servers = serversOf(back, (pattern) => context.hosts(pattern))
  const run = questions(route, requests)
  const way = back.stick !== undefined && /^src\b/.test(back.stick.on) ? 'stick on src' : back.balance.words
  const title = `${entry.whose}${requests} requests to ${back.name} are spread as ${way} says`
  return counting(title, route, run, context, (sessions) => judgeSpread(back, servers, requests, sessions))
}

/** Only where HAProxy makes the cookie: another one is the application's business. */
function cookieCheck(route: Route, context: RoleContext<HaproxyVars>): readonly Check[] {
  const { cookie, name } = route.back
  if (cookie?.mode !== 'insert' || route.entry.mode !== 'http' || cookie.postonly) return []
  const servers = serversOf(route.back, (pattern) => context.hosts(pattern))
  const run = askWithCookie(WITH_COOKIE, cookie.name, requestOf(route))
  const title = `${route.entry.whose}a client with the cookie ${cookie.name} stays with its server of ${name}`
  return [counting(title, route, run, context, (sessions) => judgeStay(servers, WITH_COOKIE, sessions))]
}

/** One server got all that came with the cookie, and the request that asked for it. */
export function judgeStay(servers: readonly Server[], count: number, sessions: ReadonlyMap<string, number>): Verdict {
  const got = servers.map(({ name }) => ({ name, sessions: sessions.get(name) ?? 0 }))
  const saw = got.map((one) => `${one.name} ${one.sessions}`).join(', ')
  return { holds: got.some((one) => one.sessions > count), saw }
}
