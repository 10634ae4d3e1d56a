import type { RoleContext } from '../../contract.ts'
import { type Hindrance, hindrancesIn } from '../own/hindrances.ts'
import { ownLines } from '../own/lines.ts'
import { backsOf, frontsOf, isWithoutServers } from '../proxies.ts'
import type { Example } from '../vars/acl-kinds.ts'
import type { Back, Front } from '../vars/proxy.ts'
import type { HaproxyVars } from '../vars/vars.ts'
import type { Request as Verify } from '../vars/verify.ts'
import { aclsOf } from './acls.ts'
import { answersBefore, type Entry, entriesOf, mainEntry } from './entries.ts'
import { exampleFor, isTaken } from './evaluate.ts'

/** A request of a check. */
export interface Asked {
  readonly entry: Entry
  readonly example: Example
  /** The statuses that must come; empty: any but those by which HAProxy says that it reaches no server. */
  readonly status: readonly (number | string)[]
  /** Undefined: as many as the role makes. */
  readonly requests: number | undefined
}

/** A request, and the backend that must get it. */
export interface Route extends Asked {
  readonly back: Back
  /** No rule chose the backend. */
  readonly isDefault: boolean
}

/** What requests to the sections are made, and what may come in between. */
export interface Requests {
  /** Requests with a backend: those of rules, written or derived from ACLs, and the default route. */
  readonly routes: readonly Route[]
  /** Requests that need only be answered: nobody can say by whom. */
  readonly answered: readonly Asked[]
  /** What is not judged, and why. */
  readonly remarks: readonly string[]
}

export function requestsOf(context: RoleContext<HaproxyVars>): Requests {
  const all = frontsOf(context.vars).map((front) => {
    const entry = mainEntry(front, entriesOf(front, context))
    return entry === undefined || front.verify === false ? NONE : requestsAt(entry, context.vars)
  })
  return {
    routes: all.flatMap(({ routes }) => routes),
    answered: all.flatMap(({ answered }) => answered),
    remarks: all.flatMap(({ remarks }) => remarks),
  }
}

const NONE: Requests = { routes: [], answered: [], remarks: [] }
const PLAIN: Example = { path: '/' }
const WRITE = 'write verify, with what must be seen, or verify: false'

function requestsAt(entry: Entry, vars: HaproxyVars): Requests {
  const { front } = entry
  const { verify } = front
  const own = hindrancesIn(ownLines(front))
  const before = answersBefore(entry)
  const written = verify === undefined || verify === false ? undefined : askedBy(verify, entry)
  if (before.length > 0 && written === undefined)
    return {
      ...NONE,
      remarks: [`"${front.name}": no request is made, as ${linesOf(before)} may answer instead: ${WRITE}`],
    }
  if (before.length > 0 && written !== undefined) return { ...NONE, answered: [written] }
  const isRewritten = own.some(({ of }) => of === 'rewrite')
  const asked = written ?? { entry, example: PLAIN, status: [], requests: undefined }
  const found = isRewritten || mayRedirect(entry, asked.example) ? undefined : routeOf(asked, own, vars)
  // Rules have requests of their own.
  const first = written === undefined && found?.isDefault === false ? undefined : found
  const rules = ruleRoutes(entry, isRewritten, vars)
  const blocked = [...(first === undefined ? [] : [first]), ...rules].filter(({ back }) => answersIn(back).length > 0)
  const routes = [...(first === undefined ? [] : [first]), ...rules].filter((route) => !blocked.includes(route))
  // Without rules, the request of verify comes first, and stands for its backend.
  const ordered =
    written === undefined ? routes.toSorted((one, other) => Number(one.isDefault) - Number(other.isDefault)) : routes
  return {
    routes: ordered,
    answered: written !== undefined && (first === undefined || blocked.includes(first)) ? [written] : [],
    remarks: [
      ...unknownRoute(front, own, isRewritten, written !== undefined),
      ...blocked
        .filter((route) => route !== first || written === undefined)
        .map(
          ({ back }) =>
            `"${back.name}": no request is made of "${front.name}", as ${linesOf(answersIn(back))} may answer instead: ${WRITE}`,
        ),
    ],
  }
}

function askedBy(verify: Verify, entry: Entry): Asked {
  const { path, host, sni, method, headers, client_certificate, status = [], requests } = verify
  return { entry, example: { path, host, sni, method, headers, client_certificate }, status, requests }
}

/** Lines of a backend by which HAProxy answers. */
function answersIn(back: Back): readonly Hindrance[] {
  const isEmpty =
    isWithoutServers(back) && !ownLines(back).some(({ words }) => /^server(-template)?$/.test(words[0] ?? ''))
  if (isEmpty) return [{ of: 'answer', line: 'a backend without servers' }]
  return hindrancesIn(ownLines(back)).filter(({ of }) => of === 'answer')
}

/** The backend that certainly gets a request; undefined if only a running HAProxy can say so. */
function routeOf(asked: Asked, own: readonly Hindrance[], vars: HaproxyVars): Route | undefined {
  const { front } = asked.entry
  const acls = aclsOf(front)
  const named = (name: string | undefined) => backsOf(vars).find((one) => one.name === name)
  const taken = front.use_backend.find((rule, index) =>
    isTaken(rule, front.use_backend.slice(0, index), acls, asked.example),
  )
  if (taken !== undefined) {
    const back = named(taken.backend)
    return back && { ...asked, back, isDefault: false }
  }
  if (own.some(({ of }) => of === 'route') || !isTaken({}, front.use_backend, acls, asked.example)) return undefined
  const back = named('servers' in front ? front.name : front.default_backend)
  return back && { ...asked, back, isDefault: true }
}

function ruleRoutes(entry: Entry, isRewritten: boolean, vars: HaproxyVars): readonly Route[] {
  const { front } = entry
  const acls = aclsOf(front)
  return front.use_backend.flatMap((rule, index): readonly Route[] => {
    const back = backsOf(vars).find(({ name }) => name === rule.backend)
    if (back === undefined || rule.verify === false) return []
    if (rule.verify !== undefined) {
      const asked = askedBy(rule.verify, entry)
      return mayRedirect(entry, asked.example) ? [] : [{ ...asked, back, isDefault: false }]
    }
    const derived = isRewritten ? undefined : exampleFor(rule, front.use_backend.slice(0, index), acls)
    if (derived === undefined) return []
    const example = withCredentials(derived, front)
    if (mayRedirect(entry, example) || !isTaken(rule, front.use_backend.slice(0, index), acls, example)) return []
    return [{ entry, example, status: [], requests: writtenRequests(front), back, isDefault: false }]
  })
}

/** As many requests as verify says: a limit of the section may allow no more. */
function writtenRequests({ verify }: Front): number | undefined {
  return verify === false ? undefined : verify?.requests
}

/** A derived request has the headers, the certificate and the name that every request of the section needs. */
export function withCredentials(example: Example, { verify }: Front): Example {
  if (verify === undefined || verify === false) return example
  const { host, headers, client_certificate } = verify
  return {
    ...example,
    host: example.host ?? (example.sni === undefined ? host : undefined),
    headers: { ...headers, ...example.headers },
    client_certificate,
  }
}

/** True if a redirect may answer the request before a backend gets it. */
function mayRedirect({ front, tls }: Entry, example: Example): boolean {
  const redirects = front.redirects.filter((one) => one.scheme !== (tls ? 'https' : 'http'))
  return !isTaken({}, redirects, aclsOf(front), example)
}

function unknownRoute(
  front: Front,
  own: readonly Hindrance[],
  isRewritten: boolean,
  isVerified: boolean,
): readonly string[] {
  const found = own.filter(({ of }) => of === 'rewrite' || (of === 'route' && !isRewritten))
  if (found.length === 0) return []
  const what = isRewritten ? 'its backends' : 'its default backend'
  const instead = isVerified ? '' : `: ${WRITE}`
  return [`"${front.name}": which requests ${what} get is not judged, as ${linesOf(found)} may change it${instead}`]
}

export function linesOf(found: readonly Hindrance[]): string {
  return [...new Set(found.map(({ line }) => `"${line}"`))].join(', ')
}
