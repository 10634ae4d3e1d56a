import { type Check, checkOf, type LookResult, type Verdict } from '../../../engine/check.ts'
import type { RoleContext } from '../../contract.ts'
import { endpoint } from '../../kit/addresses.ts'
import { changedHost, type SchemeChange, schemeChange } from '../config/schemes.ts'
import { frontsOf } from '../proxies.ts'
import { aclsOf } from '../requests/acls.ts'
import { answersBefore, askedFrom, type Entry, entriesOf } from '../requests/entries.ts'
import { exampleFor } from '../requests/evaluate.ts'
import { askHeaders, lastLine, type Request, requestName } from '../requests/request.ts'
import type { Example } from '../vars/acl-kinds.ts'
import type { Redirect } from '../vars/rules.ts'
import type { HaproxyVars } from '../vars/vars.ts'

/** Every redirect for which an example request can be derived answers with its code and location. */
export function redirectChecks(context: RoleContext<HaproxyVars>): readonly Check[] {
  return frontsOf(context.vars).flatMap((front) => {
    const entries = entriesOf(front, context).filter(
      (entry) => entry.mode === 'http' && front.verify !== false && answersBefore(entry).length === 0,
    )
    const acls = aclsOf(front)
    return front.redirects.flatMap((redirect, index) => {
      const earlier = front.redirects.slice(0, index)
      const entry = entries.find((one) => appliesTo(redirect, one))
      const isPlain = redirect.if === undefined && redirect.unless === undefined
      const example = isPlain && earlier.length === 0 ? PATH_AND_QUERY : exampleFor(redirect, earlier, acls)
      return entry === undefined || example === undefined ? [] : [redirectCheck(redirect, entry, example, context)]
    })
  })
}

const PATH_AND_QUERY: Example = { path: '/evenkeel?a=1' }

/** A change of scheme applies only to requests of the other scheme. */
function appliesTo({ scheme }: Redirect, { tls }: Entry): boolean {
  return scheme === undefined || (scheme === 'https') === !tls
}

function redirectCheck(
  redirect: Redirect,
  entry: Entry,
  example: Example,
  { vars, clients }: RoleContext<HaproxyVars>,
): Check {
  const { front, tls, address, port } = entry
  const credentials = front.verify
    ? { headers: front.verify.headers, client_certificate: front.verify.client_certificate }
    : {}
  const request: Request = { scheme: tls ? 'https' : 'http', address, port, example: { ...credentials, ...example } }
  const location = locationOf(redirect, request, schemeChange(redirect, front, vars))
  return checkOf({
    title: `${entry.titlePrefix}${requestName(request)} is redirected with ${redirect.code}`,
    advice: 'Look at the rules before this redirect: the first one that applies to a request wins.',
    expects: location,
    looks: { answer: { from: askedFrom(clients), ...askHeaders(request) } },
    within: 10,
    judge: ({ answer }) => judgeRedirect(redirect.code, location, answer),
  })
}

/** The Location header that the answer must have; undefined if only a running HAProxy can compute it. */
function locationOf(
  redirect: Redirect,
  { address, port, scheme, example }: Request,
  change: SchemeChange,
): string | undefined {
  const { location, prefix, drop_query: isDropped, append_slash: isSlashed } = redirect
  const path = isDropped ? (example.path.split('?')[0] ?? '/') : example.path
  const slash = isSlashed && !path.endsWith('/') ? '/' : ''
  if (location !== undefined) return location.includes('%') ? undefined : location
  if (prefix !== undefined) return prefix.includes('%') ? undefined : `${prefix === '/' ? '' : prefix}${path}${slash}`
  // curl leaves a scheme's own port out of the Host header.
  const isOwnPort = port === (scheme === 'https' ? 443 : 80)
  const host =
    example.host ?? (example.sni === undefined ? (isOwnPort ? urlHost(address) : endpoint(address, port)) : undefined)
  return host === undefined ? undefined : `${redirect.scheme}://${changedHost(host, change)}${path}`
}

function urlHost(address: string): string {
  return address.includes(':') ? `[${address}]` : address
}

export function judgeRedirect(code: number, expected: string | undefined, answer: LookResult): Verdict {
  if (answer.status !== 0) return { holds: false, saw: lastLine(answer) }
  const status = [...answer.output.matchAll(/^HTTP\/[\d.]+ (\d{3})/gm)].at(-1)?.[1]
  const location = /^location: *(.*?)\s*$/im.exec(answer.output)?.[1]
  const holds = Number(status) === code && (expected === undefined ? location !== undefined : location === expected)
  const saw = `HTTP ${status ?? 'without a status'}${location === undefined ? '' : ` to ${location}`}`
  return { holds, saw: holds || expected === undefined ? saw : `${saw}; ${code} to ${expected} is described` }
}
