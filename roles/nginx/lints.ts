import type { Lint, RoleContext } from '../contract.ts'
import { refuse, warn } from '../kit/lints/lint.ts'
import { foreignAddresses } from '../kit/lints/own-address.ts'
import { parseListen } from '../kit/web/listen.ts'
import { namesDirective } from './language/directives-in.ts'
import { placesOf } from './places.ts'
import { hasNames, serversOf } from './servers.ts'
import { hasWord } from './vars/listen.ts'
import { ownListensOfSite } from './vars/own-listens.ts'
import { parseProxyTarget } from './vars/proxy-target.ts'
import { tcpPorts } from './vars/stream.ts'
import type { NginxVars, Site } from './vars/vars.ts'

/** Findings of rules 39, 41, 55 and 60 about sites, upstreams and streams. */
export function nginxLints(context: RoleContext<NginxVars>): readonly Lint[] {
  const { vars } = context
  return [
    ...fewConnections(context),
    ...vars.sites.flatMap((site) => withoutCertificate(site, vars)),
    ...withoutHttp3(context),
    ...withoutServers(context),
    ...namesAtStart(vars),
    ...vars.sites.flatMap(notVerified),
    ...foreignAddresses(context.vars.upstreams.flatMap((one) => serversOf(one, context.hosts))),
    ...takenPort(context),
  ]
}

/** worker_connections in the distributions' nginx.conf. */
const DEBIAN_CONNECTIONS = 768
const RHEL_CONNECTIONS = 1024

function fewConnections({ vars: { clients, workers }, host }: RoleContext<NginxVars>): readonly Lint[] {
  const preset = host.facts.families.includes('debian') ? DEBIAN_CONNECTIONS : RHEL_CONNECTIONS
  const each = workers?.connections ?? preset
  if (clients === undefined || 2 * clients <= each) return []
  const count = Math.ceil((2 * clients) / each)
  if (typeof workers?.processes === 'number' && workers.processes >= count) return []
  const given = workers === undefined ? "the distribution's nginx.conf gives" : 'workers give'
  const message = `${clients} proxied clients need ${2 * clients} worker_connections; ${given} ${each} to each worker, which is enough with ${count} processors or more: write workers: { connections: ${2 * clients} }; verify counts them`
  return [warn(39, message)]
}

function withoutCertificate(site: Site, { extra: top }: Pick<NginxVars, 'extra'>): readonly Lint[] {
  const { name, listens, tls, extra } = site
  const all = [...listens, ...ownListensOfSite(site).map(({ written }) => written)]
  const secure = all.find((written) => parseListen(written)?.ssl)
  // An include may bring one, and servers inherit one of http.
  const hasOwn = namesDirective(extra, 'ssl_certificate') || namesDirective(top, 'ssl_certificate')
  if (secure === undefined || tls !== undefined || hasOwn) return []
  const message = `site "${name}" listens on "${secure}" without a certificate: tls is needed`
  return [refuse(41, message)]
}

function withoutHttp3({ vars, host }: RoleContext<NginxVars>): readonly Lint[] {
  if (placesOf(host.facts).http3) return []
  const { distribution, version } = host.facts
  return vars.sites
    .filter(({ listens }) => listens.some((written) => hasWord(written, 'quic')))
    .map(({ name }) =>
      refuse(
        41,
        `site "${name}" listens with "quic", and nginx of ${distribution} ${version} has no HTTP/3: Debian has it since 13, Ubuntu since 25.04; leave that listen out`,
      ),
    )
}

function withoutServers(context: RoleContext<NginxVars>): readonly Lint[] {
  return context.vars.upstreams
    .filter((one) => !namesDirective(one.extra, 'server'))
    .filter((one) => serversOf(one, (pattern) => context.hosts(pattern)).every((server) => server.down))
    .map(({ name }) => warn(39, `upstream "${name}": all its servers are down or have weight 0`))
}

function namesAtStart({ upstreams }: NginxVars): readonly Lint[] {
  return upstreams
    .filter(hasNames)
    .map(({ name }) =>
      warn(
        39,
        `upstream "${name}" has servers by DNS name: nginx looks them up only when it starts and reloads, and does not start if nobody answers; a location with proxy_pass: http://NAME:PORT, and resolver, follows changes`,
      ),
    )
}

function notVerified({ name, locations }: Site): readonly Lint[] {
  return locations
    .filter(({ proxy_pass: written = '', upstream_tls: tls, extra }) => {
      const isTls = parseProxyTarget(written)?.scheme === 'https'
      return isTls && tls === undefined && !namesDirective(extra, 'proxy_ssl_verify')
    })
    .map(({ path }) =>
      warn(
        60,
        `site "${name}": location "${path}" passes requests on by https and verifies no certificate, so that anybody between may read them: write upstream_tls: { ca_file: … }, or upstream_tls: { verify: none } if that is meant`,
      ),
    )
}

/** Debian's own site on port 80 is a file that the role can remove; that of the RHEL family is in nginx.conf. */
function takenPort({ vars, host }: RoleContext<NginxVars>): readonly Lint[] {
  if (host.facts.families.includes('debian')) return []
  return vars.streams
    .filter((stream) => tcpPorts(stream).includes(80))
    .map(({ name }) =>
      refuse(41, `stream "${name}" listens on port 80, which the site in the distribution's nginx.conf already uses`),
    )
}
