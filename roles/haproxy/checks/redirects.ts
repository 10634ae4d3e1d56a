import type { Check, LookResult, Verdict } from '../../../engine/check.ts'
import type { RoleContext } from '../../contract.ts'
import { endpoint } from '../../kit/addresses.ts'
import { frontsOf } from '../proxies.ts'
import { type Entry, entriesOf } from '../requests/entries.ts'
import { exampleFor } from '../requests/evaluate.ts'
import { askHeaders, lastLine, type Request, requestName } from '../requests/request.ts'
import type { Example } from '../vars/acl-kinds.ts'
import type { Redirect } from '../vars/rules.ts'
import type { HaproxyVars } from '../vars/vars.ts'
import { askingPlace } from './asking.ts'

/** Every redirect whose request can be made up answers with its code and its place. */
export function redirectChecks(context: RoleContext<HaproxyVars>): readonly Check[] {
  return frontsOf(context.vars).flatMap((front) => {
    const entries = entriesOf(front, context).filter(({ mode }) => mode === 'http')
    return front.redirects.flatMap((redirect, index) => {
      const earlier = front.redirects.slice(0, index)
      const entry = entries.find((one) => concerns(redirect, one))
      const isPlain = redirect.if === undefined && redirect.unless === undefined
      const example = isPlain && earlier.length === 0 ? DEEP : exampleFor(redirect, earlier, front.acls)
      return entry === undefined || example === undefined ? [] : [redirectCheck(redirect, entry, example, context)]
    })
  })
}

const DEEP: Example = { path: '/evenkeel?a=1' }

/** A change of scheme is seen by those who come by the other. */
function concerns({ scheme, if: yes, unless }: Redirect, { tls }: Entry): boolean {
  return scheme === undefined || yes !== undefined || unless !== undefined || (scheme === 'https') === !tls
}

function redirectCheck(
  redirect: Redirect,
  entry: Entry,
  example: Example,
  { clients }: RoleContext<HaproxyVars>,
): Check {
  const request: Request = { scheme: entry.tls ? 'https' : 'http', address: entry.address, port: entry.port, example }
  return {
    title: `${entry.whose}${requestName(request)} is sent on with ${redirect.code}`,
    looks: [{ from: askingPlace(clients), run: askHeaders(request) }],
    within: 10,
    judge: ([result]) => judgeRedirect(redirect.code, placeOf(redirect, request), result),
  }
}

/** Where the client is sent; undefined where only HAProxy can tell. */
function placeOf(redirect: Redirect, { address, port, scheme, example }: Request): string | undefined {
  const { location, prefix, drop_query: isDropped, append_slash: isSlashed } = redirect
  const path = isDropped ? (example.path.split('?')[0] ?? '/') : example.path
  const slash = isSlashed && !path.endsWith('/') ? '/' : ''
  if (location !== undefined) return location.includes('%') ? undefined : location
  if (prefix !== undefined) return prefix.includes('%') ? undefined : `${prefix === '/' ? '' : prefix}${path}${slash}`
  // curl leaves a scheme's own port out of the Host header.
  const isOwnPort = port === (scheme === 'https' ? 443 : 80)
  const asked =
    example.host ?? (example.sni === undefined ? (isOwnPort ? bareHost(address) : endpoint(address, port)) : undefined)
  return asked === undefined ? undefined : `${redirect.scheme}://${asked}${path}`
}

function bareHost(address: string): string {
  return address.includes(':') ? `[${address}]` : address
}

export function judgeRedirect(code: number, place: string | undefined, result: LookResult | undefined): Verdict {
  if (result?.status !== 0) return { holds: false, saw: result === undefined ? 'not asked' : lastLine(result) }
  const status = [...result.output.matchAll(/^HTTP\/[\d.]+ (\d{3})/gm)].at(-1)?.[1]
  const location = /^location: *(.*?)\s*$/im.exec(result.output)?.[1]
  const holds = Number(status) === code && (place === undefined ? location !== undefined : location === place)
  const saw = `HTTP ${status ?? 'without a status'}${location === undefined ? '' : ` to ${location}`}`
  return { holds, saw: holds || place === undefined ? saw : `${saw}; ${code} to ${place} is described` }
}
