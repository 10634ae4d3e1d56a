import type { Check } from '../../../engine/check.ts'
import type { RoleContext } from '../../contract.ts'
import { answerCheck, isElsewhere, redirectCheck, type SiteAddress, webRequestOf } from '../../kit/web/checks.ts'
import { answersIn } from '../../kit/web/own-lines.ts'
import { accessLogPath } from '../config/site.ts'
import { revealed } from '../language/own-text.ts'
import type { Location } from '../vars/location.ts'
import { isAskable, parseLocationPath } from '../vars/location-path.ts'
import { parseProxyTarget } from '../vars/proxy-target.ts'
import type { NginxVars, Site } from '../vars/vars.ts'
import { clientAddressCheck } from './client.ts'
import { spreadCheck } from './spread.ts'

/** Every location must answer as its `verify` says; one that only returns or redirects needs none. */
export function locationChecks(
  site: Site,
  at: SiteAddress | undefined,
  context: RoleContext<NginxVars>,
): readonly Check[] {
  if (at === undefined) return []
  return site.locations.flatMap((location) => [
    ...statusCheck(site, location, at),
    ...proxyChecks(site, location, at, context),
  ])
}

function statusCheck(site: Site, location: Location, at: SiteAddress): readonly Check[] {
  const title = `${at.host.name} answers for ${location.path} of ${site.name}`
  const path = askedPath(location)
  if (path === undefined || location.verify === false) return []
  if (location.redirect !== undefined) {
    const to = location.redirect.to.split('$')[0] ?? ''
    return [redirectCheck(`${title} with a redirect`, at, path, to)]
  }
  const { verify } = location
  if (verify) return [answerCheck(title, at, { ...webRequestOf({ ...verify, path }), requests: 1 })]
  const status = location.return?.status
  const isOwn = answersIn('nginx', revealed(location.extra), revealed(site.extra)).length > 0
  return status === undefined || status === 444 || isOwn ? [] : [answerCheck(title, at, { path, status: [status] })]
}

/**
 * A path that leads to the location: that of its verify, or its own. Without one, an ordinary prefix has none:
 * another location may take its requests.
 */
function askedPath({ path: written, verify }: Location): string | undefined {
  const parsed = parseLocationPath(written)
  const check = verify || undefined
  if (parsed === undefined || check?.path !== undefined || !isAskable(parsed.match)) return check?.path
  return check === undefined && parsed.match === '' ? undefined : parsed.path
}

function proxyChecks(
  site: Site,
  location: Location,
  at: SiteAddress,
  context: RoleContext<NginxVars>,
): readonly Check[] {
  const check = location.verify || undefined
  const { vars, clients } = context
  const name = parseProxyTarget(location.proxy_pass ?? '')?.upstream
  const upstream = vars.upstreams.find((one) => one.name === name)
  const log = accessLogPath(site)
  const path = askedPath(location)
  if (check === undefined || upstream === undefined || path === undefined) return []
  const find = (pattern: string) => context.hosts(pattern)
  const client = clients.find((one) => one.facts !== undefined)
  const isCounted = check.requests !== undefined && log !== undefined && !isElsewhere(at)
  return [
    ...(isCounted
      ? [spreadCheck({ upstream, find, at, request: { ...check, path }, requests: check.requests ?? 0, log })]
      : []),
    ...(check.client_address && client !== undefined && !isElsewhere(at)
      ? [clientAddressCheck({ upstream, find, at, path, client })]
      : []),
  ]
}
