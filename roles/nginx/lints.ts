import type { Lint, RoleContext } from '../contract.ts'
import { refuse, warn } from '../kit/lints/lint.ts'
import { foreignAddresses } from '../kit/lints/own-address.ts'
import { parseListen } from '../kit/web/listen.ts'
import { serversOf } from './servers.ts'
import { tcpPorts } from './vars/stream.ts'
import type { NginxVars, Site } from './vars/vars.ts'

/** Findings of rules 39, 41 and 55 about sites, upstreams and streams. */
export function nginxLints(context: RoleContext<NginxVars>): readonly Lint[] {
  const { vars } = context
  return [
    ...fewConnections(context),
    ...vars.sites.flatMap(withoutCertificate),
    ...withoutServers(context),
    ...foreignAddresses(context.vars.upstreams.flatMap((one) => serversOf(one, context.hosts))),
    ...takenPort(context),
  ]
}

/** worker_connections in the distributions' nginx.conf. */
const DEBIAN_CONNECTIONS = 768
const RHEL_CONNECTIONS = 1024

function fewConnections({ vars: { clients }, host }: RoleContext<NginxVars>): readonly Lint[] {
  const each = host.facts.families.includes('debian') ? DEBIAN_CONNECTIONS : RHEL_CONNECTIONS
  if (clients === undefined || 2 * clients <= each) return []
  const workers = Math.ceil((2 * clients) / each)
  const message = `${clients} proxied clients need ${2 * clients} worker_connections; the distribution's nginx.conf gives ${each} to each worker, which is enough with ${workers} processors or more: verify counts them`
  return [warn(39, message)]
}

function withoutCertificate({ name, listens, tls, extra }: Site): readonly Lint[] {
  const secure = listens.find((written) => parseListen(written)?.ssl)
  if (secure === undefined || tls !== undefined || /\bssl_certificate\b/.test(extra ?? '')) return []
  const message = `site "${name}" listens on "${secure}" without a certificate: tls is needed`
  return [refuse(41, message)]
}

function withoutServers(context: RoleContext<NginxVars>): readonly Lint[] {
  return context.vars.upstreams
    .filter((one) => serversOf(one, (pattern) => context.hosts(pattern)).every((server) => server.down))
    .map(({ name }) => warn(39, `upstream "${name}": all its servers are down or have weight 0`))
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
