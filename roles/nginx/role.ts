import { directory } from '../../engine/resources/directory.ts'
import { file } from '../../engine/resources/file.ts'
import { link } from '../../engine/resources/link.ts'
import { packageOf } from '../../engine/resources/package.ts'
import type { Placement, Resource } from '../../engine/resources/resource.ts'
import { service } from '../../engine/resources/service.ts'
import type { Text } from '../../engine/secrets.ts'
import { defineRole, type RoleContext } from '../contract.ts'
import { certificateIds, certificateResources } from '../kit/certificates/files.ts'
import { configFile } from '../kit/config-text.ts'
import { nonlocalBind } from '../kit/vip/nonlocal-bind.ts'
import { parseListen } from '../kit/web/listen.ts'
import { nginxBalancing } from './balancing.ts'
import { nginxChecks, nginxRemarks } from './checks/checks.ts'
import { mainConfig } from './config/main.ts'
import { ownLines } from './config/own-lines.ts'
import { siteConfig, sitePath } from './config/site.ts'
import { streamsConfig } from './config/stream.ts'
import { upstreamLines, upstreamPath } from './config/upstream.ts'
import { example } from './example.ts'
import type { OwnLines } from './language/own-text.ts'
import { nginxLints } from './lints.ts'
import { modulePackages } from './modules.ts'
import { MOVED_LISTENS } from './moved-listens.ts'
import { nginxOpenings } from './openings.ts'
import { CERTIFICATES, EXTRA, MAIN, placesOf } from './places.ts'
import { nginxStatus } from './status/status.ts'
import { listenPort } from './vars/listen.ts'
import { ownListens } from './vars/own-listens.ts'
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
      how: 'nginx -t before every reload, and a restart only if a listen moves between every address and one; nginx.conf is not changed unless workers are described: sites and upstreams are drop-in files; packages of the modules of streams and of lines in extra are installed',
    },
    {
      rule: 60,
      how: 'headers in lines of extra count in every location; the TLS name of a server is the Host that is sent; it warns if its certificate is not verified',
    },
    { rule: 55, how: 'it warns of servers that do not have the address at which they are reached' },
  ],
  resources(context) {
    const { vars, host } = context
    const { sites, certificates } = vars
    const places = placesOf(host.facts)
    const find = (pattern: string) => context.hosts(pattern)
    const removedSite = host.facts.families.includes('debian') ? distributionSite(vars) : []
    const upstreams = httpUpstreams(vars).map((one) => config(upstreamPath(one), configFile(upstreamLines(one, find))))
    const httpExtra = vars.extra ? [config(EXTRA.path, configFile(ownLines(vars.extra)))] : []
    const main = vars.workers === undefined ? [] : [config(MAIN, mainConfig(vars.workers, host.facts))]
    const modules = modulePackages(host.facts, ...ownTexts(vars)).map((name) => packageOf({ name }))
    const streams = streamResources(context)
    const watched = [...main, ...modules, ...removedSite, ...httpExtra, ...upstreams, ...streams].map((one) => one.id)
    return [
      ...nonlocalBind(addresses(vars), host),
      packageOf({ name: 'nginx' }),
      ...modules,
      ...systemCa(vars),
      ...main,
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
  status: nginxStatus,
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
  const places = placesOf(host.facts)
  const { streamModule, streams: path } = places
  const content = streamsConfig({ vars, places, find: (pattern) => context.hosts(pattern) })
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

/** The file of the distribution's certificate authorities; nginx does not start without it. */
function systemCa({ sites, streams }: NginxVars): readonly Resource[] {
  const all = [...sites.flatMap(({ locations }) => locations), ...streams].map((one) => one.upstream_tls)
  const isNeeded = all.some((tls) => tls?.verify === 'required' && tls.ca_file === '@system-ca')
  return isNeeded ? [packageOf({ name: 'ca-certificates' })] : []
}

/** All lines of the user's own. */
function ownTexts({ extra, sites, upstreams, streams }: NginxVars): readonly (OwnLines | undefined)[] {
  const described = [...sites, ...sites.flatMap(({ locations }) => locations), ...upstreams, ...streams]
  return [extra, ...described.map((one) => one.extra)]
}

function addresses(vars: NginxVars): readonly (string | undefined)[] {
  const { sites, streams } = vars
  const listens = [
    ...sites.flatMap((site) => site.listens),
    ...streams.flatMap((stream) => stream.listen),
    ...ownListens(vars).map(({ written }) => written),
  ]
  return listens.map((one) => parseListen(one)?.address)
}

/**
 * Removes Debian's own site, the default on port 80, if a site of ours, or of lines of the user's own, is the default there, or a
 * stream has the port: a port has one default site, and a stream and a site cannot share a port.
 */
function distributionSite(vars: NginxVars): readonly Resource[] {
  const { sites, streams } = vars
  const isOurs = sites.some((site) => site.isDefault && site.listens.some((listen) => listenPort(listen) === 80))
  const isTaken = streams.some((stream) => tcpPorts(stream).includes(80))
  const isOwn = ownListens(vars).some(
    ({ written, protocol, isDefault, isStream }) =>
      protocol === 'tcp' && listenPort(written) === 80 && (isDefault || isStream),
  )
  return isOurs || isTaken || isOwn ? [link({ path: DISTRIBUTION_SITE, state: 'absent' }, PACKAGE)] : []
}

function folders(sites: readonly Site[]): readonly string[] {
  return [...new Set(sites.flatMap((site) => site.root ?? []))]
}

function indexPage({ root, content, index: [name] }: Site): readonly Resource[] {
  if (root === undefined || content === undefined) return []
  return [file({ path: `${root}/${name}`, content }, PACKAGE)]
}
