import type { Text } from '../../../engine/secrets.ts'
import { pemPath } from '../../kit/certificates/files.ts'
import { block, configFile, extra, type Lines } from '../../kit/config-text.ts'
import type { FindHosts } from '../../kit/hosts/servers.ts'
import { trustedAddresses } from '../../kit/hosts/trusted.ts'
import { parseListen } from '../../kit/web/listen.ts'
import { CERTIFICATES, type Places } from '../places.ts'
import { hasWord, listenPort } from '../vars/listen.ts'
import type { NginxVars, Site } from '../vars/vars.ts'
import { directive, quoted } from './directive.ts'
import { headerLines, locationLines, siteHeaders, upgradeVariable } from './location.ts'

/** What a site refers to. */
export interface Surroundings {
  readonly vars: Pick<NginxVars, 'upstreams' | 'certificates'>
  readonly find: FindHosts
  readonly places: Pick<Places, 'anyName' | 'separateHttp2'>
}

/** The drop-in file of a site: nginx.conf stays the distribution's (rule 41). */
export function siteConfig(site: Site, around: Surroundings): Text {
  const secure = site.listens.filter((listen) => parseListen(listen)?.ssl)
  const plain = site.listens.filter((listen) => !secure.includes(listen))
  const servers = site.redirect_to_https
    ? [server(site, plain, around, [toHttps(secure)]), server(site, secure, around, content(site, around))]
    : [server(site, site.listens, around, content(site, around))]
  return configFile(upgradeMap(site), logFormat(site), ...servers)
}

function server(
  { serverNames, isDefault }: Site,
  listens: readonly (number | string)[],
  { places }: Surroundings,
  body: Lines,
): Lines {
  const separate = places.separateHttp2 && listens.some((listen) => hasWord(listen, 'http2'))
  const written = separate ? listens.map((listen) => String(listen).replace(/ http2\b/, '')) : listens
  return block(
    'server',
    written.map((listen) => `listen ${listen}${isDefault ? ' default_server' : ''};`),
    separate ? ['http2 on;'] : [],
    [`server_name ${serverNames.length > 0 ? serverNames.join(' ') : places.anyName};`],
    body,
  )
}

function toHttps([first]: readonly (number | string)[]): string {
  const port = listenPort(first ?? 443)
  return `return 301 https://$host${port === 443 ? '' : `:${port}`}$request_uri;`
}

function content(site: Site, around: Surroundings): Lines {
  return [
    ...directive('root', site.root && quoted(site.root)),
    `index ${site.index.join(' ')};`,
    ...tls(site, around),
    ...realIp(site, around),
    ...gzip(site),
    ...accessLog(site),
    ...directive('client_max_body_size', site.client_max_body_size),
    ...headerLines(siteHeaders(site)),
    ...site.locations.flatMap((location) => locationLines(location, site, around.vars.upstreams)),
    ...extra(site.extra),
  ]
}

function tls({ tls: described, name }: Site, { vars }: Surroundings): Lines {
  const certificate = vars.certificates.find((one) => one.name === described?.certificate)
  if (described === undefined || certificate === undefined) return []
  const path = pemPath(CERTIFICATES, certificate)
  return [
    `ssl_certificate ${path};`,
    `ssl_certificate_key ${path};`,
    `ssl_protocols ${described.protocols.join(' ')};`,
    `ssl_ciphers ${described.ciphers};`,
    'ssl_prefer_server_ciphers off;',
    `ssl_session_cache shared:tls-${name}:1m;`,
    'ssl_session_timeout 1d;',
    'ssl_session_tickets off;',
  ]
}

function realIp({ real_ip: described }: Site, { find }: Surroundings): Lines {
  if (described === undefined) return []
  return [
    ...trustedAddresses(described.from, find).map((address) => `set_real_ip_from ${address};`),
    `real_ip_header ${described.header};`,
    // The last address that no balancer of ours has written; all before it the client may have made up (rule 32).
    'real_ip_recursive on;',
  ]
}

function gzip({ gzip: described }: Site): Lines {
  if (described === undefined) return []
  if (described === false) return ['gzip off;']
  return [
    'gzip on;',
    'gzip_vary on;',
    'gzip_proxied any;',
    `gzip_comp_level ${described.level};`,
    `gzip_min_length ${described.min_length};`,
    `gzip_types ${described.types.join(' ')};`,
  ]
}

function accessLog(site: Site): Lines {
  if (site.access_log === undefined) return []
  const path = accessLogPath(site)
  return [path === undefined ? 'access_log off;' : `access_log ${quoted(path)} ${formatName(site)};`]
}

/** Where a site's own access log lies; undefined where it has none. */
export function accessLogPath({ access_log: log, name }: Site): string | undefined {
  if (log === undefined || log === false) return undefined
  return log.path ?? `/var/log/nginx/${name}.access.log`
}

function logFormat(site: Site): Lines {
  if (site.access_log === undefined || site.access_log === false) return []
  return [`log_format ${formatName(site)} '${site.access_log.format}';`]
}

function formatName({ name }: Site): string {
  return `site-${name}`
}

/** Only what is to become a WebSocket closes the connection to the upstream. */
function upgradeMap(site: Site): Lines {
  if (!site.locations.some((location) => location.websocket)) return []
  return block(`map $http_upgrade $${upgradeVariable(site)}`, ['default upgrade;', "'' '';"])
}

/** Where it lies. */
export function sitePath(site: Site): string {
  return `/etc/nginx/conf.d/${site.name}.conf`
}
