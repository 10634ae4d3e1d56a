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

/** Everything besides the site itself that its file depends on. */
export interface SiteContext {
  readonly vars: Pick<NginxVars, 'upstreams' | 'certificates'>
  readonly find: FindHosts
  readonly places: Pick<Places, 'anyName' | 'separateHttp2'>
}

/** The drop-in file of a site: the role does not change nginx.conf (rule 41). */
export function siteConfig(site: Site, context: SiteContext): Text {
  const secure = site.listens.filter((listen) => parseListen(listen)?.ssl)
  const plain = site.listens.filter((listen) => !secure.includes(listen))
  const servers = site.redirect_to_https
    ? [server(site, plain, context, [toHttps(secure)]), server(site, secure, context, content(site, context))]
    : [server(site, site.listens, context, content(site, context))]
  return configFile(upgradeMap(site), logFormat(site), ...servers)
}

function server(
  { serverNames, isDefault }: Site,
  listens: readonly (number | string)[],
  { places }: SiteContext,
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

function content(site: Site, context: SiteContext): Lines {
  return [
    ...directive('root', site.root && quoted(site.root)),
    `index ${site.index.join(' ')};`,
    ...tls(site, context),
    ...realIp(site, context),
    ...gzip(site),
    ...accessLog(site),
    ...directive('client_max_body_size', site.client_max_body_size),
    ...headerLines(siteHeaders(site)),
    ...site.locations.flatMap((location) => locationLines(location, site, context.vars.upstreams)),
    ...extra(site.extra),
  ]
}

function tls({ tls: described, name }: Site, { vars }: SiteContext): Lines {
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

function realIp({ real_ip: described }: Site, { find }: SiteContext): Lines {
  if (described === undefined) return []
  return [
    ...trustedAddresses(described.from, find).map((address) => `set_real_ip_from ${address};`),
    `real_ip_header ${described.header};`,
    // The client is the last address that is not a balancer's; the client may have forged all before it (rule 32).
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

/** Path of a site's own access log; undefined if it has none. */
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

/** Sets the request header Connection: `upgrade` for a WebSocket, else empty, which keeps the connection open. */
function upgradeMap(site: Site): Lines {
  if (!site.locations.some((location) => location.websocket)) return []
  return block(`map $http_upgrade $${upgradeVariable(site)}`, ['default upgrade;', "'' '';"])
}

/** Path of a site's file. */
export function sitePath(site: Site): string {
  return `/etc/nginx/conf.d/${site.name}.conf`
}
