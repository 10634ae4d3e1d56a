import type { Check } from '../../../engine/check.ts'
import type { HostView, RoleContext } from '../../contract.ts'
import { certificateCheck } from '../../kit/certificates/checks.ts'
import { pemPath } from '../../kit/certificates/files.ts'
import {
  answerCheck,
  listenCheck,
  plainName,
  redirectCheck,
  type SiteAddress,
  type WebRequest,
  webRequestOf,
} from '../../kit/web/checks.ts'
import { parseListen } from '../../kit/web/listen.ts'
import { answersIn, notAsked } from '../../kit/web/own-lines.ts'
import { lineOf, parseDirectives } from '../language/directives.ts'
import { includesIn } from '../language/directives-in.ts'
import { type OwnLines, revealed } from '../language/own-text.ts'
import { CERTIFICATES } from '../places.ts'
import { type Server, serversOf } from '../servers.ts'
import { hasWord, ownAddress } from '../vars/listen.ts'
import type { Location } from '../vars/location.ts'
import { isRegex, parseLocationPath } from '../vars/location-path.ts'
import { type OwnListen, ownListens } from '../vars/own-listens.ts'
import { parseProxyTarget } from '../vars/proxy-target.ts'
import type { Stream } from '../vars/stream.ts'
import type { NginxVars, Site } from '../vars/vars.ts'
import { capacityCheck } from './capacity.ts'
import { locationChecks } from './location.ts'
import { reloadCheck } from './reload.ts'
import { isJudged, ownServers } from './spread.ts'
import { streamChecks } from './stream.ts'

/**
 * Every site must answer on the host itself on each of its ports, every location and stream as its check says, and
 * nginx must run its newest configuration.
 */
export function nginxChecks(context: RoleContext<NginxVars>): readonly Check[] {
  const { vars, host } = context
  return [
    ...vars.sites.flatMap((site) => site.listens.flatMap((listen) => listenChecks(site, listen, context))),
    ...vars.sites.flatMap((site) => locationChecks(site, siteAddress(site, host), context)),
    ...vars.streams.flatMap((stream) => streamChecks(stream, host, streamServers(stream, context), vars.certificates)),
    ...ownListens(vars).flatMap((one) => ownListenChecks(one, host)),
    ...(vars.sites.length + vars.streams.length > 0 ? [reloadCheck(host)] : []),
    ...(vars.clients === undefined ? [] : [capacityCheck(host, vars.clients)]),
  ]
}

/** What only lines of the user's own say: that something listens there is known, and no more. */
function ownListenChecks({ place, written, protocol }: OwnListen, host: HostView): readonly Check[] {
  const listen = parseListen(written)
  if (listen === undefined) return []
  const title = `${host.name} listens on ${written.split(' ')[0]}, as ${place} says`
  return [listenCheck(title, host, ownAddress(written), protocol, listen.port)]
}

function streamServers({ upstream }: Stream, context: RoleContext<NginxVars>): readonly Server[] {
  const named = context.vars.upstreams.find((one) => one.name === upstream)
  return named === undefined ? [] : serversOf(named, (pattern) => context.hosts(pattern))
}

function listenChecks(site: Site, written: number | string, { vars, host }: RoleContext<NginxVars>): readonly Check[] {
  const at = addressOf(site, written, host)
  if (at === undefined) return []
  const where = String(written).split(' ')[0]
  const title = `${host.name} serves ${site.name} on ${where}`
  // curl of most releases speaks no HTTP/3.
  if (hasWord(written, 'quic')) return [listenCheck(`${title} by HTTP/3`, host, at.address, 'udp', at.port)]
  // The check cannot speak the PROXY protocol: it only looks for the socket.
  if (hasWord(written, 'proxy_protocol')) return [listenCheck(title, host, at.address, 'tcp', at.port)]
  if (site.redirect_to_https && !at.ssl)
    return [redirectCheck(`${host.name} redirects clients of ${site.name} on ${where} to https`, at, '/', 'https://')]
  const certificate = vars.certificates.find((one) => at.ssl && one.name === site.tls?.certificate)
  const expected = expectedOf(site, vars.extra)
  return [
    expected === undefined ? listenCheck(title, host, at.address, 'tcp', at.port) : answerCheck(title, at, expected),
    ...(certificate === undefined
      ? []
      : [
          certificateCheck(
            `${host.name} shows ${site.name}'s certificate on ${where}`,
            at,
            pemPath(CERTIFICATES, certificate),
          ),
        ]),
  ]
}

/**
 * What a site must answer: its `verify`, else what the location of / returns by itself, else 200. Undefined if the user wants
 * no request, if nginx hangs up (444), and if lines of the user's own may answer instead.
 */
function expectedOf(site: Site, extra: OwnLines | undefined): WebRequest | undefined {
  const { verify, locations } = site
  if (verify !== undefined) return verify === false ? undefined : webRequestOf(verify)
  if (ownAnswers(site, extra).length > 0) return undefined
  const found = rootLocation(locations)
  const status = found?.return?.status ?? found?.redirect?.status ?? 200
  return status === 444 ? undefined : { path: '/', status: [status] }
}

/** The location that answers for /; undefined if a regular expression may. */
function rootLocation(locations: Site['locations']): Location | undefined {
  const parsed = locations.map((location) => ({ location, at: parseLocationPath(location.path) }))
  const matching = (...matches: string[]) =>
    parsed.find(({ at }) => at?.path === '/' && matches.includes(at.match))?.location
  // A regular expression that also matches would answer instead of an ordinary prefix.
  const hasRegex = parsed.some(({ at }) => at !== undefined && isRegex(at.match))
  return matching('=') ?? (hasRegex ? matching('^~') : matching('^~', ''))
}

/** Directives in lines of the user's own that may answer for /. */
function ownAnswers({ extra, locations }: Site, top: OwnLines | undefined): readonly string[] {
  const http = parseDirectives(revealed(top))
    .filter(({ name }) =>
      /^(auth_basic|auth_request|allow|deny|limit_req|limit_conn|satisfy|error_page|ssl_verify_client)$/.test(name),
    )
    .map(lineOf)
  const location = rootLocation(locations)?.extra
  return answersIn('nginx', revealed(extra), revealed(location), http.join('\n'))
}

/** What the checks do not judge, and why. */
export function nginxRemarks({ vars }: RoleContext<NginxVars>): readonly string[] {
  const silent = vars.sites.filter((site) => site.verify === undefined && ownAnswers(site, vars.extra).length > 0)
  const counted = vars.sites
    .flatMap(({ locations }) => locations)
    .filter(({ verify }) => verify !== false && verify?.requests !== undefined)
  const included = includesIn(vars.extra, ...[...vars.sites, ...vars.streams].map(({ extra }) => extra))
  const named = counted.flatMap(({ proxy_pass: target = '' }) => parseProxyTarget(target)?.upstream ?? [])
  const own = vars.upstreams.filter((one) => named.includes(one.name) && !isJudged(one))
  return [
    ...silent.map((site) => notAsked(site.name, ownAnswers(site, vars.extra))),
    ...own.map(
      (one) =>
        `upstream "${one.name}": the spread over its servers is not judged, as ${ownServers(one).length > 0 ? `${ownServers(one).join(', ')} in its extra may change it` : 'nobody knows the addresses of servers by DNS name'}`,
    ),
    ...included.map(
      (path) => `${path}, which extra includes, is not looked at: what it listens on is neither opened nor checked`,
    ),
  ]
}

/** An address to check a site's locations at: not one that only redirects, nor one that needs the PROXY protocol. */
function siteAddress(site: Site, host: HostView): SiteAddress | undefined {
  return site.listens
    .filter((written) => !hasWord(written, 'proxy_protocol') && !hasWord(written, 'quic'))
    .map((written) => addressOf(site, written, host))
    .find((at) => at !== undefined && (at.ssl || !site.redirect_to_https))
}

function addressOf(site: Site, written: number | string, host: HostView): SiteAddress | undefined {
  const listen = parseListen(written)
  if (listen === undefined) return undefined
  const { port, ssl } = listen
  return { host, address: ownAddress(written), port, ssl, name: plainName(site.serverNames) }
}
