import type { CertificateVars } from '../../kit/certificates/vars.ts'
import type { OwnLines } from '../language/own-text.ts'
import { ownUpstreams } from '../language/upstreams.ts'
import { EXTRA } from '../places.ts'
import { shareListen, siteClash, streamClashes } from './clashes.ts'
import type { Location } from './location.ts'
import type { Resolver } from './main.ts'
import { parseProxyTarget } from './proxy-target.ts'
import { hasScheme, variableSuffix } from './scheme.ts'
import type { Site } from './site.ts'
import { type Stream, upstreamsOf, variableOf } from './stream.ts'
import type { Upstream } from './upstream.ts'

interface Described {
  readonly sites: readonly Site[]
  readonly upstreams: readonly Upstream[]
  readonly streams: readonly Stream[]
  readonly certificates: readonly CertificateVars[]
  readonly resolver?: Resolver | undefined
  readonly extra?: OwnLines | undefined
}

/** An error and its path in the vars. */
interface Complaint {
  readonly path: readonly (string | number)[]
  readonly message: string
}

/** Duplicate and unknown names, clashing sites and streams, and methods that do not fit. */
export function complaints(vars: Described): readonly Complaint[] {
  return [
    ...vars.sites.flatMap((site, index) => siteComplaints(vars, site, index)),
    ...vars.upstreams.flatMap((upstream, index) => upstreamComplaints(vars, upstream, index)),
    ...vars.streams.flatMap((stream, index) => streamComplaints(vars, stream, index)),
  ]
}

function siteComplaints(vars: Described, site: Site, index: number): Complaint[] {
  const { sites, certificates } = vars
  const path = ['sites', index]
  const nameClash = siteClash(vars, site, index)
  const otherDefault = sites.slice(0, index).find((one) => one.isDefault && site.isDefault && shareListen(one, site))
  return [
    ...(isDuplicate(sites, site, index)
      ? [{ path, message: `there are two sites "${site.name}"; give this one a name` }]
      : []),
    ...(vars.upstreams.some((one) => `upstream-${one.name}` === site.name)
      ? [
          {
            path: [...path, 'name'],
            message: `"${site.name}" is the file name of an upstream; give the site another name`,
          },
        ]
      : []),
    ...(site.name === EXTRA.name
      ? [{ path: [...path, 'name'], message: `"${site.name}" is the file name of extra; give the site another name` }]
      : []),
    ...(otherDefault === undefined
      ? []
      : [{ path, message: `"${otherDefault.name}" is the default on the same port; give one a server_name` }]),
    ...(nameClash === undefined ? [] : [{ path: [...path, 'server_name'], message: nameClash }]),
    ...noCertificate([...path, 'tls', 'certificate'], site.tls?.certificate, certificates),
    ...sameScheme(vars, site, index),
    ...site.locations.flatMap((location, at) => locationComplaints(vars, location, [...path, 'locations', at])),
  ]
}

function locationComplaints(
  { upstreams, certificates, resolver, extra }: Described,
  { proxy_pass: written, upstream_tls: tls, verify }: Location,
  path: readonly (string | number)[],
): Complaint[] {
  const target = parseProxyTarget(written ?? '')
  const name = target?.upstream
  const isOurs = name === undefined || upstreams.some((one) => one.name === name)
  const isOwn = !isOurs && (ownUpstreams(extra)?.includes(name) ?? true)
  return [
    ...(isOurs || isOwn ? [] : [missing([...path, 'proxy_pass'], 'upstream', name, upstreams, HOST_NAME)]),
    ...(isOwn && verify !== false && verify?.requests !== undefined
      ? [
          {
            path: [...path, 'verify'],
            message: `requests are counted for an entry of upstreams, and "${name}" is none`,
          },
        ]
      : []),
    ...(target?.isDnsName && resolver === undefined ? [{ path: [...path, 'proxy_pass'], message: RESOLVER }] : []),
    ...noCertificate([...path, 'upstream_tls', 'certificate'], tls?.certificate, certificates),
  ]
}

const HOST_NAME = 'a host name needs its port, such as http://app.example.com:80'
const RESOLVER = 'resolver: { servers: […] } is needed beside sites: it says which nameservers nginx asks for this name'

function noCertificate(
  path: readonly (string | number)[],
  name: string | undefined,
  certificates: readonly CertificateVars[],
): Complaint[] {
  if (name === undefined || certificates.some((one) => one.name === name)) return []
  return [missing(path, 'certificate', name, certificates)]
}

/** nginx takes the last of two variables of one name for both sites. */
function sameScheme({ sites }: Described, site: Site, index: number): Complaint[] {
  const other = sites
    .slice(0, index)
    .find(
      (one) =>
        hasScheme(one) && hasScheme(site) && one.name !== site.name && variableSuffix(one) === variableSuffix(site),
    )
  if (other === undefined) return []
  const message = `"${other.name}" and "${site.name}" give the same nginx variable; rename one`
  return [{ path: ['sites', index, 'name'], message }]
}

function upstreamComplaints({ upstreams, streams, extra }: Described, upstream: Upstream, index: number): Complaint[] {
  const path = ['upstreams', index]
  const servers = typeof upstream.servers === 'string' ? [] : upstream.servers
  const backup = servers.findIndex((one) => one.backup)
  const isStream = streams.some((one) => upstreamsOf(one).includes(upstream.name))
  const isOwn = ownUpstreams(extra)?.includes(upstream.name)
  return [
    ...(isDuplicate(upstreams, upstream, index)
      ? [{ path, message: `there are two upstreams "${upstream.name}"` }]
      : []),
    ...(isOwn ? [{ path, message: `extra has an upstream "${upstream.name}", too` }] : []),
    ...(backup >= 0 && /^(ip_hash|hash|random)/.test(upstream.method)
      ? [
          {
            path: [...path, 'servers', backup, 'backup'],
            message: `nginx allows no backup with ${upstream.method.split(' ')[0]} (rule 39); use down, or round_robin or least_conn`,
          },
        ]
      : []),
    ...(servers.length > 0 && servers.every((one) => one.backup)
      ? [{ path: [...path, 'servers'], message: 'at least one server must not be a backup' }]
      : []),
    ...(isStream && upstream.method === 'ip_hash'
      ? [{ path: [...path, 'method'], message: 'streams have no ip_hash: write hash $remote_addr consistent' }]
      : []),
    ...(isStream && upstream.keepalive !== undefined
      ? [{ path: [...path, 'keepalive'], message: 'a stream does not reuse connections: leave it out' }]
      : []),
    ...(upstream.keepalive === undefined && upstream.keepalive_timeout !== undefined
      ? [{ path: [...path, 'keepalive_timeout'], message: 'keepalive is needed' }]
      : []),
  ]
}

function streamComplaints(vars: Described, stream: Stream, index: number): Complaint[] {
  const path = ['streams', index]
  const routed = vars.streams.slice(0, index).filter((one) => one.server_names !== undefined)
  const sameVariable = routed.find((one) => stream.server_names !== undefined && variableOf(one) === variableOf(stream))
  const unknown = upstreamsOf(stream).filter((name) => !vars.upstreams.some((one) => one.name === name))
  return [
    ...(isDuplicate(vars.streams, stream, index) ? [{ path, message: `there are two streams "${stream.name}"` }] : []),
    ...(sameVariable === undefined || sameVariable.name === stream.name
      ? []
      : [
          {
            path: [...path, 'name'],
            message: `"${sameVariable.name}" and "${stream.name}" give the same nginx variable; rename one`,
          },
        ]),
    ...unknown.map((name) => missing([...path, 'upstream'], 'upstream', name, vars.upstreams)),
    ...noCertificate([...path, 'tls', 'certificate'], stream.tls?.certificate, vars.certificates),
    ...noCertificate([...path, 'upstream_tls', 'certificate'], stream.upstream_tls?.certificate, vars.certificates),
    ...streamClashes(vars, stream, index).map((message) => ({ path: [...path, 'listen'], message })),
  ]
}

function isDuplicate(
  all: readonly { readonly name: string }[],
  one: { readonly name: string },
  index: number,
): boolean {
  return all.findIndex((each) => each.name === one.name) !== index
}

function missing(
  path: readonly (string | number)[],
  kind: string,
  name: string,
  existing: readonly { readonly name: string }[],
  more?: string,
): Complaint {
  const known = existing.map((one) => one.name).join(', ') || 'none'
  return { path, message: `there is no ${kind} "${name}"; known: ${known}${more === undefined ? '' : `; ${more}`}` }
}
