import { block, extra, type Lines } from '../../kit/config-text.ts'
import { type Location, PROXY_HEADERS } from '../vars/location.ts'
import { locationHead, parseLocationPath } from '../vars/location-path.ts'
import { parseProxyTarget } from '../vars/proxy-target.ts'
import type { Site } from '../vars/site.ts'
import type { Upstream } from '../vars/upstream.ts'
import { directive, quoted } from './directive.ts'

/** A `location` of a site. */
export function locationLines(location: Location, site: Site, upstreams: readonly Upstream[]): Lines {
  const path = parseLocationPath(location.path)
  if (path === undefined) return []
  return block(
    locationHead(path),
    files(location, path.path),
    answer(location),
    proxy(location, site, upstreams),
    directive('client_max_body_size', location.client_max_body_size),
    directive('expires', location.expires),
    // A location with headers of its own does not inherit those of the site.
    Object.keys(location.headers).length === 0 ? [] : headerLines({ ...siteHeaders(site), ...location.headers }),
    extra(location.extra),
  )
}

/** The headers of every answer of a site. */
export function siteHeaders({ headers, tls }: Site): Readonly<Record<string, string>> {
  return { ...(tls?.hsts === undefined ? {} : { 'Strict-Transport-Security': `max-age=${tls.hsts}` }), ...headers }
}

/** Headers of the answer, also of errors. */
export function headerLines(headers: Readonly<Record<string, string>>): Lines {
  return Object.entries(headers).map(([name, value]) => `add_header ${name} ${quoted(value)} always;`)
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

function proxy(location: Location, site: Site, upstreams: readonly Upstream[]): Lines {
  const target = parseProxyTarget(location.proxy_pass ?? '')
  if (target === undefined) return []
  const keepsAlive = upstreams.some((one) => one.name === target.upstream && one.keepalive !== undefined)
  const { timeouts = {}, next_upstream: next } = location
  return [
    `proxy_pass ${target.scheme}://${target.authority}${target.uri ?? ''};`,
    // The TLS name (SNI) is the same as the Host header.
    ...(target.scheme === 'https' ? ['proxy_ssl_server_name on;', 'proxy_ssl_name $host;'] : []),
    ...(keepsAlive || location.websocket ? ['proxy_http_version 1.1;'] : []),
    ...requestHeaders(location, site, keepsAlive),
    ...directive('proxy_connect_timeout', timeouts.connect),
    ...directive('proxy_send_timeout', timeouts.send),
    ...directive('proxy_read_timeout', timeouts.read),
    ...directive('proxy_next_upstream', next?.on.join(' ')),
    ...directive('proxy_next_upstream_tries', next?.tries),
    ...directive('proxy_next_upstream_timeout', next?.timeout),
    ...directive('proxy_buffering', location.buffering),
  ]
}

function requestHeaders(location: Location, site: Site, keepsAlive: boolean): Lines {
  const connection = location.websocket
    ? { Upgrade: '$http_upgrade', Connection: `$${upgradeVariable(site)}` }
    : keepsAlive
      ? { Connection: '' }
      : {}
  const overridden = new Set(Object.keys(location.proxy_headers).map((name) => name.toLowerCase()))
  const defaults = Object.entries({ ...PROXY_HEADERS, ...connection }).filter(
    ([name]) => !overridden.has(name.toLowerCase()),
  )
  return [...defaults, ...Object.entries(location.proxy_headers)].map(
    ([name, value]) => `proxy_set_header ${name} ${quoted(value)};`,
  )
}

/** The variable that is `upgrade` for a request for a WebSocket, else empty. */
export function upgradeVariable({ name }: Pick<Site, 'name'>): string {
  return `upgrade_of_${name.replaceAll(/[^A-Za-z0-9]/g, '_')}`
}
