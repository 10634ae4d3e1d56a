import type { Check } from '../../../engine/check.ts'
import type { HostView, RoleContext } from '../../contract.ts'
import { certificateCheck } from '../../kit/certificates/checks.ts'
import { pemPath } from '../../kit/certificates/files.ts'
import { answerCheck, listenCheck, plainName, redirectCheck, type SiteAddress } from '../../kit/web/checks.ts'
import { parseListen } from '../../kit/web/listen.ts'
import { CERTIFICATES } from '../places.ts'
import { type Server, serversOf } from '../servers.ts'
import { hasWord, ownAddress } from '../vars/listen.ts'
import type { Stream } from '../vars/stream.ts'
import type { NginxVars, Site } from '../vars/vars.ts'
import { capacityCheck } from './capacity.ts'
import { expectedOf } from './expected.ts'
import { locationChecks } from './location.ts'
import { reloadCheck } from './reload.ts'
import { streamChecks } from './stream.ts'

/** Every site answers on the host itself on each of its ports, every location and stream as its check says, and its files are taken in. */
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
  // Nobody but a balancer can say where it comes from.
  if (hasWord(written, 'proxy_protocol')) return [listenCheck(title, host, at.address, 'tcp', at.port)]
  if (site.redirect_to_https && !at.ssl)
    return [redirectCheck(`${host.name} sends clients of ${site.name} on ${where} to https`, at, '/', 'https://')]
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

/** Where its locations are asked: not where it only redirects, nor where only balancers can come in. */
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
