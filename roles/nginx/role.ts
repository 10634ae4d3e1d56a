import { directory } from '../../engine/resources/directory.ts'
import { file } from '../../engine/resources/file.ts'
import { link } from '../../engine/resources/link.ts'
import { packageOf } from '../../engine/resources/package.ts'
import type { Placement, Resource } from '../../engine/resources/resource.ts'
import { service } from '../../engine/resources/service.ts'
import type { Text } from '../../engine/secrets.ts'
import { defineRole, type RoleContext } from '../contract.ts'
import { certificateIds, certificateResources } from '../kit/certificates/files.ts'
import { configFile, extra } from '../kit/config-text.ts'
import { nonlocalBind } from '../kit/vip/nonlocal-bind.ts'
import { parseListen } from '../kit/web/listen.ts'
import { nginxBalancing } from './balancing.ts'
import { nginxChecks, nginxRemarks } from './checks/checks.ts'
import { siteConfig, sitePath } from './config/site.ts'
import { streamsConfig } from './config/stream.ts'
import { upstreamLines, upstreamPath } from './config/upstream.ts'
import { example } from './example.ts'
import { nginxLints } from './lints.ts'
import { MOVED_LISTENS } from './moved-listens.ts'
import { nginxOpenings } from './openings.ts'
import { CERTIFICATES, EXTRA, placesOf } from './places.ts'
import { listenPort } from './vars/listen.ts'
import { parseProxyTarget } from './vars/proxy-target.ts'
import { tcpPorts, upstreamsOf } from './vars/stream.ts'
import type { Upstream } from './vars/upstream.ts'
import { type NginxVars, nginxVars, type Site } from './vars/vars.ts'

const PACKAGE = { readableAfter: 'package:nginx' }
const DISTRIBUTION_SITE = '/etc/nginx/sites-enabled/default'
const VALIDATOR = 'nginx -t'

/** A web server, and a balancer of HTTP, TCP and UDP. */
export default defineRole<NginxVars>({
  name: 'nginx',
  example,
  summary: 'A web server and balancer: sites, upstreams and streams of TCP and UDP as drop-in files, with TLS.',
  vars: nginxVars,
  rules: [
    { rule: 32, how: "only root can read certificates; real_ip trusts only the last address that is not a balancer's" },
    { rule: 34, how: 'a listen on a virtual address sets ip_nonlocal_bind' },
    {
      rule: 39,
      how: 'ip_hash with backup and legacy methods are refused; max_fails and fail_timeout are written; verify counts worker_connections',
    },
    { rule: 40, how: 'Host, X-Real-IP, X-Forwarded-For and X-Forwarded-Proto are set on every proxied request' },
    {
      rule: 41,
      how: 'nginx -t before every reload, and a restart only if a listen moves between every address and one; nginx.conf is not changed: sites and upstreams are drop-in files; the package of the stream module is installed',
    },
  ],
  resources(context) {
    const { vars, host } = context
    const { sites, certificates } = vars
    const places = placesOf(host.facts)
    const find = (pattern: string) => context.hosts(pattern)
    const removedSite = host.facts.families.includes('debian') ? distributionSite(vars) : []
    const upstreams = httpUpstreams(vars).map((one) => config(upstreamPath(one), configFile(upstreamLines(one, find))))
    const httpExtra = vars.extra ? [config(EXTRA.path, configFile(extra(vars.extra)))] : []
    const streams = streamResources(context)
    const watched = [...removedSite, ...httpExtra, ...upstreams, ...streams].map((one) => one.id)
    return [
      ...nonlocalBind(addresses(vars), host),
      packageOf({ name: 'nginx' }),
      ...removedSite,
      ...certificateResources(certificates, { folder: CERTIFICATES, validate: VALIDATOR, ...PACKAGE }),
      ...folders(sites).map((path) => directory({ path }, PACKAGE)),
      ...sites.flatMap(indexPage),
      // Before the sites that refer to them; an upstream that no site refers to any more is removed last.
      ...httpExtra,
      ...upstreams,
      ...defaultsLast(sites).map((site) =>
        // A port has one default site: the old one goes before the new one comes.
        config(sitePath(site), siteConfig(site, { vars, find, places }), { exclusive: true }),
      ),
      ...streams,
      service(
        {
          name: 'nginx',
          reload_on: [...sites.map(sitePath), ...watched, ...certificateIds(certificates, CERTIFICATES)],
          restart_if: MOVED_LISTENS,
        },
        PACKAGE,
      ),
    ]
  },
  checks: nginxChecks,
  balances: nginxBalancing,
  remarks: nginxRemarks,
  lints: nginxLints,
  openings: ({ vars }) => nginxOpenings(vars),
})

/** A drop-in file. nginx can only validate it together with all others (rule 41). */
function config(path: string, content: Text, more: Placement = {}): Resource {
  return file({ path, content, validate: VALIDATOR }, { ...PACKAGE, ...more })
}

/** A site stops being the default before another one becomes it: `nginx -t` refuses two at any time. */
function defaultsLast(sites: readonly Site[]): readonly Site[] {
  return sites.toSorted((one, other) => Number(one.isDefault) - Number(other.isDefault))
}

/** The module, and the one file with all streams. It is refused if nginx.conf does not include it. */
function streamResources(context: RoleContext<NginxVars>): readonly Resource[] {
  const { vars, host } = context
  if (vars.streams.length === 0) return []
  const { streamModule, streams: path } = placesOf(host.facts)
  const content = streamsConfig(vars, (pattern) => context.hosts(pattern))
  const included = `nginx -T 2>/dev/null | grep -qxF "# configuration file ${path}:"`
  const validate = `${VALIDATOR} && { ${included} || { echo "nginx.conf does not include ${path}"; exit 1; }; }`
  const checksTls = vars.certificates.length === 0 && vars.streams.some((one) => one.server_names !== undefined)
  return [
    ...(checksTls ? [packageOf({ name: 'openssl' })] : []),
    packageOf({ name: streamModule }),
    file({ path, content, validate }, { readableAfter: `package:${streamModule}` }),
  ]
}

/** The upstreams that are not only for streams. */
function httpUpstreams({ upstreams, streams, sites }: NginxVars): readonly Upstream[] {
  const named = new Set(
    sites.flatMap((site) => site.locations.flatMap((one) => parseProxyTarget(one.proxy_pass ?? '')?.upstream ?? [])),
  )
  const streamed = new Set(streams.flatMap(upstreamsOf))
  return upstreams.filter(({ name }) => named.has(name) || !streamed.has(name))
}

function addresses({ sites, streams }: NginxVars): readonly (string | undefined)[] {
  const listens = [...sites.flatMap((site) => site.listens), ...streams.flatMap((stream) => stream.listen)]
  return listens.map((one) => parseListen(one)?.address)
}

/**
 * Removes Debian's own site, the default on port 80, if a site of ours is the default there or a stream of ours has the
 * port: a port has one default site, and a stream and a site cannot share a port.
 */
function distributionSite({ sites, streams }: NginxVars): readonly Resource[] {
  const isOurs = sites.some((site) => site.isDefault && site.listens.some((listen) => listenPort(listen) === 80))
  const isTaken = streams.some((stream) => tcpPorts(stream).includes(80))
  return isOurs || isTaken ? [link({ path: DISTRIBUTION_SITE, state: 'absent' }, PACKAGE)] : []
}

function folders(sites: readonly Site[]): readonly string[] {
  return [...new Set(sites.flatMap((site) => site.root ?? []))]
}

function indexPage({ root, content, index: [name] }: Site): readonly Resource[] {
  if (root === undefined || content === undefined) return []
  return [file({ path: `${root}/${name}`, content }, PACKAGE)]
}
