import type { Text } from '../../../engine/secrets.ts'
import { pemPath } from '../../kit/certificates/files.ts'
import { block, configFile, type Lines } from '../../kit/config-text.ts'
import { trustedAddresses } from '../../kit/hosts/trusted.ts'
import { parseListen } from '../../kit/web/listen.ts'
import { CERTIFICATES } from '../places.ts'
import { hasWord, listenPort } from '../vars/listen.ts'
import { hasScheme, schemeHeaderOf, variableSuffix } from '../vars/scheme.ts'
import type { Site } from '../vars/vars.ts'
import type { SiteContext } from './context.ts'
import { directive, quoted } from './directive.ts'
import { serverHeaderLines } from './headers.ts'
import { locationLines, schemeVariable, upgradeVariable } from './location.ts'
import { ownLines, withoutOwn } from './own-lines.ts'

/** The drop-in file of a site: the role does not change nginx.conf (rule 41). */
export function siteConfig(site: Site, context: SiteContext): Text {
  const secure = site.listens.filter((listen) => parseListen(listen)?.ssl)
  const plain = site.listens.filter((listen) => !secure.includes(listen))
  const servers = site.redirect_to_https
    ? [server(site, plain, context, [toHttps(secure)]), server(site, secure, context, content(site, context))]
    : [server(site, site.listens, context, content(site, context))]
  return configFile(upgradeMap(site), schemeMaps(site, context), logFormat(site), ...servers)
}

function server(site: Site, listens: readonly (number | string)[], { places, vars }: SiteContext, body: Lines): Lines {
  const { serverNames, isDefault } = site
  const separate = places.separateHttp2 && listens.some((listen) => hasWord(listen, 'http2'))
  const written = separate ? listens.map((listen) => String(listen).replace(/ http2\b/, '')) : listens
  return block(
    'server',
    written.map((listen) => `listen ${listen}${isDefault ? ' default_server' : ''}${reuseport(site, listen, vars)};`),
    separate ? ['http2 on;'] : [],
    [`server_name ${serverNames.length > 0 ? serverNames.map(nameWord).join(' ') : places.anyName};`],
    body,
  )
}

/** All workers get packets of QUIC only so; of all sites with one listen, one may say it. */
function reuseport(site: Site, listen: number | string, { sites }: SiteContext['vars']): string {
  if (!hasWord(listen, 'quic') || hasWord(listen, 'reuseport')) return ''
  const place = String(listen).split(' ')[0]
  const [first] = sites.filter((one) =>
    one.listens.some((each) => hasWord(each, 'quic') && String(each).split(' ')[0] === place),
  )
  return (first ?? site).name === site.name ? ' reuseport' : ''
}

/** Braces of a regular expression must stand in quotes. */
function nameWord(name: string): string {
  return /[{};]/.test(name) ? quoted(name) : name
}

function toHttps([first]: readonly (number | string)[]): string {
  const port = listenPort(first ?? 443)
  return `return 301 https://$host${port === 443 ? '' : `:${port}`}$request_uri;`
}

function content(site: Site, context: SiteContext): Lines {
  const lines = [
    ...directive('root', site.root && quoted(site.root)),
    `index ${site.index.join(' ')};`,
    ...tls(site, context),
    ...realIp(site, context),
    ...gzip(site),
    ...accessLog(site),
    ...directive('client_max_body_size', site.client_max_body_size),
    ...serverHeaderLines(site, context.vars.extra),
  ]
  return [
    ...withoutOwn(lines, site.extra),
    ...site.locations.flatMap((location) => locationLines(location, site, context)),
    ...ownLines(site.extra),
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
    `ssl_session_cache ${described.session_cache ?? `shared:evenkeel-tls-${name}:1m`};`,
    `ssl_session_timeout ${described.session_timeout};`,
    ...directive('ssl_session_tickets', described.session_tickets),
  ]
}

function realIp(site: Site, { find }: SiteContext): Lines {
  const { real_ip: described } = site
  if (described === undefined) return []
  return [
    ...trustedAddresses(described.from, find).map((address) => `set_real_ip_from ${address};`),
    `real_ip_header ${described.header};`,
    // The client is the last address that is not a balancer's; the client may have forged all before it (rule 32).
    'real_ip_recursive on;',
    // nginx's own redirects would name the scheme and the port at which the balancer came.
    ...(hasScheme(site) ? ['absolute_redirect off;'] : []),
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
  const { format, escape: escaping } = site.access_log
  return [`log_format ${formatName(site)} ${escaping === undefined ? '' : `escape=${escaping} `}'${format}';`]
}

function formatName({ name }: Site): string {
  return `site-${name}`
}

/** Sets the request header Connection: `upgrade` for a WebSocket, else empty, which keeps the connection open. */
function upgradeMap(site: Site): Lines {
  if (!site.locations.some((location) => location.websocket)) return []
  return block(`map $http_upgrade $${upgradeVariable(site)}`, ['default upgrade;', "'' '';"])
}

/**
 * Sets the variable that is the scheme which the client used. Only the balancers of `real_ip` are believed; after them,
 * `$remote_addr` is the client's address and `$realip_remote_addr` theirs.
 */
function schemeMaps(site: Site, { find }: SiteContext): Lines {
  const header = schemeHeaderOf(site)
  if (header === undefined || site.real_ip === undefined) return []
  const isTrusted = `$trusted_by_${variableSuffix(site)}`
  const reported = `$http_${header.toLowerCase().replaceAll('-', '_')}`
  return [
    ...block(
      `geo $realip_remote_addr ${isTrusted}`,
      ['default 0;'],
      trustedAddresses(site.real_ip.from, find).map((address) => `${address} 1;`),
    ),
    ...block(`map "${isTrusted} ${reported}" $${schemeVariable(site)}`, [
      'default $scheme;',
      '"1 http" http;',
      '"1 https" https;',
    ]),
  ]
}

/** Path of a site's file. */
export function sitePath(site: Site): string {
  return `/etc/nginx/conf.d/${site.name}.conf`
}
