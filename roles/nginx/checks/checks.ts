import type { Check } from '../../../engine/check.ts'
import type { HostView, RoleContext } from '../../contract.ts'
import { certificateCheck } from '../../kit/certificates/checks.ts'
import { pemPath } from '../../kit/certificates/files.ts'
import { answerCheck, listenCheck, plainName, redirectCheck, type SiteAddress } from '../../kit/web/checks.ts'
import { parseListen } from '../../kit/web/listen.ts'
import { CERTIFICATES } from '../places.ts'
import { type Server, serversOf } from '../servers.ts'
import { hasWord, ownAddress } from '../vars/listen.ts'
import { isRegex, parseLocationPath } from '../vars/location-path.ts'
import type { Stream } from '../vars/stream.ts'
import type { NginxVars, Site } from '../vars/vars.ts'
import { capacityCheck } from './capacity.ts'
import { locationChecks } from './location.ts'
import { reloadCheck } from './reload.ts'
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
    ...vars.streams.flatMap((stream) => streamChecks(stream, host, streamServers(stream, context))),
    ...(vars.sites.length + vars.streams.length > 0 ? [reloadCheck(host)] : []),
    ...(vars.clients === undefined ? [] : [capacityCheck(host, vars.clients)]),
  ]
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
  // The check cannot speak the PROXY protocol: it only looks for the socket.
  if (hasWord(written, 'proxy_protocol')) return [listenCheck(title, host, at.address, 'tcp', at.port)]
  if (site.redirect_to_https && !at.ssl)
    return [redirectCheck(`${host.name} redirects clients of ${site.name} on ${where} to https`, at, '/', 'https://')]
  const certificate = vars.certificates.find((one) => at.ssl && one.name === site.tls?.certificate)
  const { path, status } = expectedOf(site)
  return [
    status === undefined
      ? listenCheck(title, host, at.address, 'tcp', at.port)
      : answerCheck(title, at, { path, status }),
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
 * The path and status of a site's check. If the check has the default status, it is what the location of that path
 * returns by itself; undefined if nginx hangs up (444).
 */
function expectedOf({ check, locations }: Pick<Site, 'check' | 'locations'>): {
  readonly path: string
  readonly status: number | undefined
} {
  if (check.status !== 200) return check
  const parsed = locations.map((location) => ({ location, at: parseLocationPath(location.path) }))
  const matching = (...matches: string[]) =>
    parsed.find(({ at }) => at?.path === check.path && matches.includes(at.match))?.location
  // A regular expression that also matches would answer instead of an ordinary prefix.
  const hasRegex = parsed.some(({ at }) => at !== undefined && isRegex(at.match))
  const found = matching('=') ?? (hasRegex ? matching('^~') : matching('^~', ''))
  const status = found?.return?.status ?? found?.redirect?.status ?? check.status
  return { path: check.path, status: status === 444 ? undefined : status }
}

/** An address to check a site's locations at: not one that only redirects, nor one that needs the PROXY protocol. */
function siteAddress(site: Site, host: HostView): SiteAddress | undefined {
  return site.listens
    .filter((written) => !hasWord(written, 'proxy_protocol'))
    .map((written) => addressOf(site, written, host))
    .find((at) => at !== undefined && (at.ssl || !site.redirect_to_https))
}

function addressOf(site: Site, written: number | string, host: HostView): SiteAddress | undefined {
  const listen = parseListen(written)
  if (listen === undefined) return undefined
  const { port, ssl } = listen
  return { host, address: ownAddress(written), port, ssl, name: plainName(site.serverNames) }
}
