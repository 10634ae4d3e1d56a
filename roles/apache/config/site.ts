import { type Text, text } from '../../../engine/secrets.ts'
import type { HostView } from '../../contract.ts'
import { pemPath } from '../../kit/certificates/files.ts'
import type { CertificateVars } from '../../kit/certificates/vars.ts'
import { configFile, extra, indented, type Lines } from '../../kit/config-text.ts'
import { trustedAddresses } from '../../kit/hosts/trusted.ts'
import type { WebListen } from '../../kit/web/listen.ts'
import { virtualHostAddress } from '../listen.ts'
import type { Places } from '../places.ts'
import type { Site } from '../vars/vars.ts'

/** Everything besides the site itself that its file depends on. */
export interface SiteContext {
  readonly certificates: readonly CertificateVars[]
  readonly places: Places
  /** The host's own name. */
  readonly hostname: string
  find(pattern: string): readonly HostView[]
}

/** The file of a site: one VirtualHost for its addresses without TLS, one for those with TLS. */
export function siteConfig(site: Site, context: SiteContext): Text {
  const plain = site.listens.filter((one) => !one.ssl)
  const secure = site.listens.filter((one) => one.ssl)
  return configFile(
    virtualHost(
      site,
      plain,
      context,
      site.redirect_to_https
        ? [...realIp(site, context), ...logs(site, context), ...toHttps(secure)]
        : content(site, context),
    ),
    virtualHost(site, secure, context, [...tls(site, context), ...content(site, context)]),
  )
}

function virtualHost(site: Site, listens: readonly WebListen[], { hostname }: SiteContext, body: Lines): Lines {
  if (listens.length === 0) return []
  const { serverNames } = site
  const [first, ...others] = serverNames
  // A ServerName is one name; a pattern must be an alias.
  const isName = first !== undefined && !first.includes('*')
  const aliases = isName ? others : serverNames
  return block(
    'VirtualHost',
    listens.map(virtualHostAddress).join(' '),
    isName ? [`ServerName ${first}`] : ownName(site, listens, hostname),
    aliases.length === 0 ? [] : [`ServerAlias ${aliases.join(' ')}`],
    body,
  )
}

/** Without a ServerName for an address, Apache asks the resolver at every start, and complains if it gets no name. */
function ownName({ name, isDefault }: Site, listens: readonly WebListen[], hostname: string): Lines {
  if (listens.every(({ address }) => address === undefined)) return []
  return [`ServerName ${isDefault ? hostname : name}`]
}

function block(kind: string, of: string, ...body: readonly Lines[]): Lines {
  return [`<${kind} ${of}>`, ...indented(...body), `</${kind}>`]
}

function toHttps([first]: readonly WebListen[]): Lines {
  const port = first?.port === 443 ? '' : `:${first?.port}`
  return ['RewriteEngine On', `RewriteRule ^ https://%{SERVER_NAME}${port}%{REQUEST_URI} [R=301,L]`]
}

function content(site: Site, context: SiteContext): Lines {
  return [
    ...(site.root === undefined ? [] : files(site.root, site.index)),
    ...realIp(site, context),
    ...logs(site, context),
    ...Object.entries(site.headers).map(([name, value]) => text`Header always set ${name} "${value}"`),
    ...extra(site.extra),
  ]
}

/** A distribution's Apache serves only its own folders; a Directory block must grant access to any other. */
function files(root: string, index: readonly string[]): Lines {
  return [
    `DocumentRoot ${quoted(root)}`,
    `DirectoryIndex ${index.join(' ')}`,
    ...block('Directory', quoted(root), ['Options FollowSymLinks', 'AllowOverride None', 'Require all granted']),
  ]
}

/** RemoteIPInternalProxy, because RemoteIPTrustedProxy does not accept clients with private addresses. */
function realIp({ real_ip: described }: Site, { find }: SiteContext): Lines {
  if (described === undefined) return []
  return [
    `RemoteIPHeader ${described.header}`,
    ...trustedAddresses(described.from, find).map((address) => `RemoteIPInternalProxy ${address}`),
    ...scheme(described, find),
  ]
}

/**
 * HTTPS is what PHP and other applications look at; those behind ProxyPass get the header, which nobody but the balancers
 * may set.
 */
function scheme({ from, scheme: header }: NonNullable<Site['real_ip']>, find: SiteContext['find']): Lines {
  const trusted = trustedAddresses(from, find)
  if (header === false || trusted.length === 0) return []
  const isTrusted = trusted.map((address) => `%{CONN_REMOTE_ADDR} -ipmatch '${address}'`).join(' || ')
  return [
    `SetEnvIfExpr "(${isTrusted}) && %{HTTP:${header}} == 'https'" HTTPS=on`,
    `RequestHeader set ${header} expr=%{REQUEST_SCHEME} "expr=!(${isTrusted}) || %{HTTP:${header}} == ''"`,
  ]
}

function logs({ name, access_log: log }: Site, { places }: SiteContext): Lines {
  const path = log.path ?? `${places.logs}/${name}.access.log`
  return [`ErrorLog ${quoted(`${places.logs}/${name}.error.log`)}`, `CustomLog ${quoted(path)} ${quoted(log.format)}`]
}

function tls({ tls: described }: Site, { certificates, places }: SiteContext): Lines {
  const certificate = certificates.find((one) => one.name === described?.certificate)
  if (described === undefined || certificate === undefined) return []
  const path = quoted(pemPath(places.certificates, certificate))
  return [
    'SSLEngine on',
    `SSLCertificateFile ${path}`,
    `SSLCertificateKeyFile ${path}`,
    `SSLProtocol -all ${described.protocols.map((one) => `+${one}`).join(' ')}`,
    `SSLCipherSuite ${described.ciphers}`,
    'SSLHonorCipherOrder off',
    'SSLSessionTickets off',
    ...(described.hsts === undefined
      ? []
      : [`Header always set Strict-Transport-Security "max-age=${described.hsts}"`]),
  ]
}

function quoted(value: string): string {
  return `"${value.replaceAll('"', '\\"')}"`
}

/** Path of a site's file. The default site comes first: Apache makes the first site of an address the default. */
export function sitePath({ name, isDefault }: Site, { sites }: Places): string {
  return `${sites}/${isDefault ? '000' : '100'}-${name}.conf`
}
