import type { CertificateVars } from '../../kit/certificates/vars.ts'
import { EXTRA } from '../places.ts'
import { shareListen, siteClash, streamClashes } from './clashes.ts'
import { parseProxyTarget } from './proxy-target.ts'
import type { Site } from './site.ts'
import { type Stream, upstreamsOf, variableOf } from './stream.ts'
import type { Upstream } from './upstream.ts'

interface Described {
  readonly sites: readonly Site[]
  readonly upstreams: readonly Upstream[]
  readonly streams: readonly Stream[]
  readonly certificates: readonly CertificateVars[]
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
    ...(site.tls === undefined || certificates.some((one) => one.name === site.tls?.certificate)
      ? []
      : [missing([...path, 'tls', 'certificate'], 'certificate', site.tls.certificate, certificates)]),
    ...site.locations.flatMap(({ proxy_pass: written }, at) => {
      const name = parseProxyTarget(written ?? '')?.upstream
      if (name === undefined || vars.upstreams.some((one) => one.name === name)) return []
      return [missing([...path, 'locations', at, 'proxy_pass'], 'upstream', name, vars.upstreams)]
    }),
  ]
}

function upstreamComplaints({ upstreams, streams }: Described, upstream: Upstream, index: number): Complaint[] {
  const path = ['upstreams', index]
  const servers = typeof upstream.servers === 'string' ? [] : upstream.servers
  const backup = servers.findIndex((one) => one.backup)
  const isStream = streams.some((one) => upstreamsOf(one).includes(upstream.name))
  return [
    ...(isDuplicate(upstreams, upstream, index)
      ? [{ path, message: `there are two upstreams "${upstream.name}"` }]
      : []),
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
): Complaint {
  const known = existing.map((one) => one.name).join(', ') || 'none'
  return { path, message: `there is no ${kind} "${name}"; known: ${known}` }
}
