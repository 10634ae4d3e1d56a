import { isIPv6 } from 'node:net'
import { Text, text } from '../../../engine/secrets.ts'
import type { HostView } from '../../contract.ts'
import { endpoint } from '../../kit/addresses.ts'
import { flag, type Lines, setting } from '../../kit/config-text.ts'
import { addressOf } from '../../kit/hosts/address.ts'
import { certificateWords } from '../certificates.ts'
import { mapPath } from '../places.ts'
import { modeOf } from '../proxies.ts'
import { argumentOf } from '../text.ts'
import type { Acl } from '../vars/acl.ts'
import type { Bind } from '../vars/bind.ts'
import { guarded, whenWords } from '../vars/guard.ts'
import type { Back, Front } from '../vars/proxy.ts'
import type { HeaderRule, Redirect } from '../vars/rules.ts'
import type { FrontSocket } from '../vars/socket.ts'
import type { HaproxyVars } from '../vars/vars.ts'
import { word } from '../words.ts'
import { schemeChange, schemeWords } from './schemes.ts'

/** The address of a bind on a host: `own` is replaced by the host's address. */
export function bindAddress({ address }: Pick<Bind, 'address'>, host: HostView): string {
  return address === 'own' ? addressOf(host) : address
}

export function bindLines(bind: Bind, mode: 'http' | 'tcp', vars: HaproxyVars, host: HostView): readonly string[] {
  const address = bindAddress(bind, host)
  const isVersion6 = isIPv6(address)
  const place = isVersion6 ? endpoint(address, bind.port) : `${address}:${bind.port}`
  const ofBoth = [
    ...(bind.interface === undefined ? [] : [`interface ${word(bind.interface)}`]),
    ...flag('transparent', bind.transparent).map(String),
  ]
  const words = [
    `bind ${place}`,
    ...ofBoth,
    ...flag('accept-proxy', bind.accept_proxy),
    ...tlsWords(bind, mode, vars),
    ...(bind.extra === undefined ? [] : [bind.extra]),
  ]
  const quic = [
    `bind quic${isVersion6 ? 6 : 4}@${place}`,
    ...ofBoth,
    ...tlsWords({ ...bind, alpn: ['h3'] }, mode, vars),
  ]
  return [words.join(' '), ...(bind.http3 ? [quic.join(' ')] : [])]
}

/** Browsers come by HTTP/3 after they have read this header. */
export function http3Lines({ binds }: Front): Lines {
  const ports = [...new Set(binds.filter(({ http3 }) => http3).map(({ port }) => port))]
  return ports.map(
    (port) => `http-after-response set-header Alt-Svc "h3=\\":${port}\\"; ma=86400" if { ssl_fc } { dst_port ${port} }`,
  )
}

export function socketLine({ path, mode, user, group, accept_proxy: isProxied }: FrontSocket): string {
  const words = [
    `bind unix@${word(path)}`,
    ...(mode === undefined ? [] : [`mode ${mode}`]),
    ...(user === undefined ? [] : [`user ${user}`]),
    ...(group === undefined ? [] : [`group ${group}`]),
    ...(isProxied ? ['accept-proxy'] : []),
  ]
  return words.join(' ')
}

function tlsWords(
  { ssl, alpn }: Pick<Bind, 'ssl'> & { readonly alpn?: readonly string[] | undefined },
  mode: 'http' | 'tcp',
  { certificates }: HaproxyVars,
): readonly string[] {
  if (ssl === undefined) return []
  const files = certificates.filter(({ name }) => ssl.includes(name))
  const inOrder = ssl.flatMap((name) => files.filter((one) => one.name === name))
  const protocols = alpn ?? (mode === 'http' ? ['h2', 'http/1.1'] : [])
  return ['ssl', ...inOrder.map(certificateWords), ...(protocols.length > 0 ? [`alpn ${protocols.join(',')}`] : [])]
}

export function aclLines(acls: readonly Acl[]): Lines {
  return acls.map(({ name, kind, values, ignoreCase }) => {
    const flags = [...(kind.match === undefined ? [] : [`-m ${kind.match}`]), ...(ignoreCase ? ['-i'] : [])]
    const comparison = values === undefined ? [] : [...flags, ...valueWords(values)]
    return [`acl ${name} ${kind.criterion}`, ...comparison].join(' ')
  })
}

/** `--` ends the flags: a value may begin with a minus. */
function valueWords(values: readonly string[]): readonly string[] {
  return [...(values.some((value) => value.startsWith('-')) ? ['--'] : []), ...values.map(word)]
}

/** HAProxy waits for the TLS ClientHello before it passes a connection on, so that ACLs can read the name in it. */
export function inspectLines(delay: string | undefined): Lines {
  return setting('tcp-request inspect-delay', delay)
}

/** It ends the rules of this kind: those of the user come before it (rule 59). */
export function acceptLines(delay: string | undefined): Lines {
  return delay === undefined ? [] : ['tcp-request content accept if { req.ssl_hello_type 1 }']
}

export function logLines(front: Front, vars: HaproxyVars): Lines {
  if (vars.global.log === false) return []
  const log = front.log ?? modeOf(front, vars)
  if (log === 'none') return ['no log']
  return typeof log === 'string' ? [`option ${log}log`] : [`log-format ${word(log.format)}`]
}

/** Header rules and redirects, in the order in which HAProxy applies them. */
export function ruleLines(proxy: Front | Back, vars: HaproxyVars): Lines {
  return [
    ...forwardedLines(proxy.forwardfor),
    ...proxy.redirects.map((one) => `http-request redirect ${redirectWords(one, proxy, vars)}${schemeCondition(one)}`),
    ...proxy.request_headers.map((one) => text`http-request ${headerWords(one)}${whenWords(one)}`),
    // `http-response` would leave HAProxy's own answers without them, such as redirects (rule 59).
    ...proxy.response_headers.map(
      (one) => text`${one.only_servers ? 'http-response' : 'http-after-response'} ${headerWords(one)}${whenWords(one)}`,
    ),
  ]
}

/** HAProxy appends the client's address: entries that the client sent stay before it (rule 32). */
export function forwardforLines(forwardfor: Front['forwardfor']): Lines {
  if (forwardfor === false) return []
  const words = [
    'option forwardfor',
    ...flag(`except ${forwardfor.except}`, forwardfor.except !== undefined),
    ...flag(`header ${forwardfor.header}`, forwardfor.header !== 'X-Forwarded-For'),
    ...flag('if-none', forwardfor.if_none),
  ]
  return [words.join(' ')]
}

function forwardedLines(forwardfor: Front['forwardfor']): Lines {
  if (forwardfor === false || !forwardfor.proto) return []
  const set = (scheme: string, guard: string) =>
    `http-request set-header X-Forwarded-Proto ${scheme} ${guard} { ssl_fc }`
  return [set('https', 'if'), set('http', 'unless')]
}

function redirectWords(rule: Redirect, proxy: Front | Back, vars: HaproxyVars): string {
  const { scheme, location, prefix, code, drop_query, append_slash } = rule
  const target =
    scheme !== undefined
      ? schemeWords(rule, schemeChange(rule, proxy, vars))
      : location !== undefined
        ? `location ${word(location)}`
        : `prefix ${word(prefix ?? '')}`
  return [target, `code ${code}`, ...flag('drop-query', drop_query), ...flag('append-slash', append_slash)].join(' ')
}

/**
 * A change of scheme applies only to requests of the other scheme, with or without its own condition: else it would never
 * end (rule 59).
 */
function schemeCondition(rule: Redirect): string {
  if (rule.scheme === undefined) return whenWords(rule)
  const [guard, through] = rule.scheme === 'https' ? ['!{ ssl_fc }', '{ ssl_fc }'] : ['{ ssl_fc }', '!{ ssl_fc }']
  return guarded(rule, guard, through)
}

function headerWords({ set, add, del, value = new Text([]) }: HeaderRule): Text {
  if (del !== undefined) return text`del-header ${del}`
  return set !== undefined
    ? text`set-header ${set} ${argumentOf(value)}`
    : text`add-header ${add ?? ''} ${argumentOf(value)}`
}

export function routeLines(front: Front): Lines {
  return [
    ...front.use_backend.map((rule) => `use_backend ${backendWords(rule)}${whenWords(rule)}`),
    ...('default_backend' in front ? setting('default_backend', front.default_backend) : []),
  ]
}

/** Without a backend for all other keys, HAProxy goes on to the next rule. */
function backendWords({ backend, map, key, match }: Front['use_backend'][number]): string {
  if (map === undefined) return backend ?? ''
  const converter = match === 'str' ? 'map' : `map_${match}`
  return word(`%[${key},${converter}(${mapPath(map)}${backend === undefined ? '' : `,${backend}`})]`)
}
