import { Text, type TextValue } from '../../../engine/secrets.ts'
import { block, type Lines } from '../../kit/config-text.ts'
import { ownHeaders } from '../language/headers.ts'
import { type Location, PROXY_HEADERS } from '../vars/location.ts'
import { locationHead, parseLocationPath } from '../vars/location-path.ts'
import { type ProxyTarget, parseProxyTarget } from '../vars/proxy-target.ts'
import { hasScheme, variableSuffix } from '../vars/scheme.ts'
import type { Site } from '../vars/site.ts'
import type { SiteContext } from './context.ts'
import { directive, quoted } from './directive.ts'
import { headerLine, locationHeaderLines } from './headers.ts'
import { ownLines, withoutOwn } from './own-lines.ts'
import { resolverLines } from './resolver.ts'
import { upstreamTlsLines } from './upstream-tls.ts'

/** A `location` of a site. */
export function locationLines(location: Location, site: Site, context: SiteContext): Lines {
  const path = parseLocationPath(location.path)
  if (path === undefined) return []
  const own = [
    ...files(location, path.path),
    ...answer(location),
    ...proxy(location, site, context),
    ...directive('client_max_body_size', location.client_max_body_size),
    ...directive('expires', location.expires),
    ...locationHeaderLines(location, site, context.vars.extra),
  ]
  return block(locationHead(path), withoutOwn(own, location.extra), ownLines(location.extra))
}

function files(location: Location, path: string): Lines {
  const slash = path.endsWith('/') ? '/' : ''
  return [
    ...directive('root', location.root && quoted(location.root)),
    ...directive('alias', location.alias && quoted(`${location.alias}${slash}`)),
    ...directive('index', location.index?.join(' ')),
    ...directive('try_files', location.try_files?.join(' ')),
  ]
}

function answer({ return: returned, redirect }: Location): Lines {
  if (redirect !== undefined) return [`return ${redirect.status} ${redirect.to};`]
  if (returned === undefined) return []
  if (returned.text === undefined) return [`return ${returned.status};`]
  return ['default_type text/plain;', `return ${returned.status} ${quoted(returned.text)};`]
}

function proxy(location: Location, site: Site, context: SiteContext): Lines {
  const target = parseProxyTarget(location.proxy_pass ?? '')
  if (target === undefined) return []
  const { vars, places } = context
  const keepsAlive = vars.upstreams.some((one) => one.name === target.upstream && one.keepalive !== undefined)
  const { timeouts = {}, next_upstream: next, upstream_tls: tls } = location
  const headers = requestHeaders(location, site, { keepsAlive, extra: vars.extra })
  return [
    ...passTo(target, context),
    ...(target.scheme === 'https'
      ? upstreamTlsLines(tls, tls?.name ?? nameOf(headers.get('host')), { certificates: vars.certificates, places })
      : []),
    ...(keepsAlive || location.websocket ? ['proxy_http_version 1.1;'] : []),
    ...[...headers.values()].flatMap(({ line }) => line ?? []),
    ...directive('proxy_connect_timeout', timeouts.connect),
    ...directive('proxy_send_timeout', timeouts.send),
    ...directive('proxy_read_timeout', timeouts.read),
    ...directive('proxy_next_upstream', next?.on.join(' ')),
    ...directive('proxy_next_upstream_tries', next?.tries),
    ...directive('proxy_next_upstream_timeout', next?.timeout),
    ...directive('proxy_buffering', location.buffering),
  ]
}

/** nginx looks a name up while it runs only if the URL has a variable. */
function passTo(target: ProxyTarget, { vars: { resolver } }: SiteContext): Lines {
  const { scheme, authority, uri = '' } = target
  if (!target.isDnsName || resolver === undefined) return [`proxy_pass ${scheme}://${authority}${uri};`]
  return [...resolverLines(resolver), `set $looked_up ${authority};`, `proxy_pass ${scheme}://$looked_up;`]
}

interface RequestHeader {
  /** Undefined for a line with a secret. */
  readonly value: string | undefined
  /** Undefined for a line of the location's own, which stands in the file already. */
  readonly line: TextValue | undefined
}

interface HeaderSources {
  readonly keepsAlive: boolean
  readonly extra: SiteContext['vars']['extra']
}

/**
 * The headers by name in lower case: the role's own, then those that lines of the user's own set for all sites and for this
 * one, as a location that sets any inherits none (rule 60), then those of the location.
 */
function requestHeaders(location: Location, site: Site, sources: HeaderSources): ReadonlyMap<string, RequestHeader> {
  const { keepsAlive, extra } = sources
  const connection: Readonly<Record<string, string>> = location.websocket
    ? { Upgrade: '$http_upgrade', Connection: `$${upgradeVariable(site)}` }
    : keepsAlive
      ? { Connection: '' }
      : {}
  const scheme: Readonly<Record<string, string>> = hasScheme(site)
    ? { 'X-Forwarded-Proto': `$${schemeVariable(site)}` }
    : {}
  const ours: Readonly<Record<string, string>> = { ...PROXY_HEADERS, ...scheme, ...connection }
  return new Map<string, RequestHeader>([
    ...described(ours),
    ...[extra, site.extra].flatMap((own) => ownHeaders('proxy_set_header', own).map((one) => [one.name, one] as const)),
    ...described(location.proxy_headers),
    ...ownHeaders('proxy_set_header', location.extra).map(
      ({ name, value }) => [name, { value, line: undefined }] as const,
    ),
  ])
}

function described(headers: Readonly<Record<string, string | Text>>): (readonly [string, RequestHeader])[] {
  return Object.entries(headers).map(([name, value]) => [
    name.toLowerCase(),
    {
      value: value instanceof Text ? undefined : value,
      line: headerLine(`proxy_set_header ${name}`, value),
    },
  ])
}

/** The TLS name that belongs to the Host that is sent; a port is no part of it. */
function nameOf(host: RequestHeader | undefined): string {
  const name = (host?.value ?? '').replaceAll('$http_host', '$host').replace(/:(\d+|\$\w+)$/, '')
  return name === '' ? '$host' : name
}

/** The variable that is `upgrade` for a request for a WebSocket, else empty. */
export function upgradeVariable({ name }: Pick<Site, 'name'>): string {
  return `upgrade_of_${name.replaceAll(/[^A-Za-z0-9]/g, '_')}`
}

/** The variable that is the scheme which the client used, as a trusted balancer reports it. */
export function schemeVariable(site: Pick<Site, 'name'>): string {
  return `scheme_of_${variableSuffix(site)}`
}
