import type { HostView } from '../../contract.ts'
import { pemPath } from '../../kit/certificates/files.ts'
import type { CertificateVars } from '../../kit/certificates/vars.ts'
import { trustedAddresses } from '../../kit/hosts/trusted.ts'
import type { WebListen } from '../../kit/web/listen.ts'
import { virtualHostAddress } from '../listen.ts'
import type { Places } from '../places.ts'
import type { Site } from '../vars/vars.ts'

/** What a site refers to. */
export interface Surroundings {
  readonly certificates: readonly CertificateVars[]
  readonly places: Places
  /** The host's own name. */
  readonly hostname: string
  find(pattern: string): readonly HostView[]
}

type Lines = readonly string[]

/** The file of a site: one VirtualHost for its plain addresses, one for those with TLS. */
export function siteConfig(site: Site, around: Surroundings): string {
  const plain = site.listens.filter((one) => !one.ssl)
  const secure = site.listens.filter((one) => one.ssl)
  return [
    '# Written by evenkeel. What is changed here is put back by its next apply.',
    ...virtualHost(
      site,
      plain,
      around,
      site.redirect_to_https
        ? [...realIp(site, around), ...logs(site, around), ...toHttps(secure)]
        : content(site, around),
    ),
    ...virtualHost(site, secure, around, [...tls(site, around), ...content(site, around)]),
    '',
  ].join('\n')
}

function virtualHost(site: Site, listens: readonly WebListen[], { hostname }: Surroundings, body: Lines): Lines {
  if (listens.length === 0) return []
  const { serverNames } = site
  const [first, ...others] = serverNames
  // A ServerName is one name; a pattern is an alias.
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

/** For an address without a name Apache asks the resolver for one at every start, and complains where it gets none. */
function ownName({ name, isDefault }: Site, listens: readonly WebListen[], hostname: string): Lines {
  if (listens.every(({ address }) => address === undefined)) return []
  return [`ServerName ${isDefault ? hostname : name}`]
}

function block(kind: string, of: string, ...body: readonly Lines[]): Lines {
  return [`<${kind} ${of}>`, ...body.flat().map((line) => (line === '' ? '' : `    ${line}`)), `</${kind}>`]
}

function toHttps([first]: readonly WebListen[]): Lines {
  const port = first?.port === 443 ? '' : `:${first?.port}`
  return ['RewriteEngine On', `RewriteRule ^ https://%{SERVER_NAME}${port}%{REQUEST_URI} [R=301,L]`]
}

function content(site: Site, around: Surroundings): Lines {
  return [
    ...(site.root === undefined ? [] : files(site.root, site.index)),
    ...realIp(site, around),
    ...logs(site, around),
    ...Object.entries(site.headers).map(([name, value]) => `Header always set ${name} ${quoted(value)}`),
    ...(site.extra === undefined || site.extra === '' ? [] : site.extra.split('\n')),
  ]
}

/** Outside of its own folders a distribution's Apache serves nothing without a Directory that grants it. */
function files(root: string, index: readonly string[]): Lines {
  return [
    `DocumentRoot ${quoted(root)}`,
    `DirectoryIndex ${index.join(' ')}`,
    ...block('Directory', quoted(root), ['Options FollowSymLinks', 'AllowOverride None', 'Require all granted']),
  ]
}

/** Internal, not Trusted: only so may clients have private addresses themselves. */
function realIp({ real_ip: described }: Site, { find }: Surroundings): Lines {
  if (described === undefined) return []
  return [
    `RemoteIPHeader ${described.header}`,
    ...trustedAddresses(described.from, find).map((address) => `RemoteIPInternalProxy ${address}`),
  ]
}

function logs({ name, access_log: log }: Site, { places }: Surroundings): Lines {
  const path = log.path ?? `${places.logs}/${name}.access.log`
  return [`ErrorLog ${quoted(`${places.logs}/${name}.error.log`)}`, `CustomLog ${quoted(path)} ${quoted(log.format)}`]
}

function tls({ tls: described }: Site, { certificates, places }: Surroundings): Lines {
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

/** Where it lies. Apache takes the first site of an address for its default. */
export function sitePath({ name, isDefault }: Site, { sites }: Places): string {
  return `${sites}/${isDefault ? '000' : '100'}-${name}.conf`
}
