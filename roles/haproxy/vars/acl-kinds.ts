import type { Credentials } from '../../kit/verify/vars.ts'

/** A request that tests a rule. A value of its headers may be a secret, which no rule is compared with. */
export interface Example {
  readonly path: string
  readonly host?: string | undefined
  readonly method?: string | undefined
  readonly headers?: Credentials['headers'] | undefined
  readonly client_certificate?: Credentials['client_certificate']
  /** The name in the TLS ClientHello, if it differs from `host`. */
  readonly sni?: string | undefined
}

/** How one kind of ACL is written, and how it can be evaluated without a running HAProxy. */
export interface AclKind {
  /** HAProxy's fetch method or criterion, such as `path_beg`. */
  readonly criterion: string
  /** The layer that HAProxy must parse: only the connection, its TLS ClientHello, or HTTP. */
  readonly layer: 'connection' | 'hello' | 'http'
  /** The argument of `-m`, if the criterion does not imply it. */
  readonly match?: 'beg' | 'end' | 'sub' | 'reg'
  /** Host names have no case. */
  readonly ignoresCase?: true
  readonly description: string
  /** Returns whether a request matches a value; undefined if only a running HAProxy can evaluate it. */
  readonly matches?: (request: Example, value: string) => boolean
  /** Returns the part of a request that matches a value. */
  readonly example?: (value: string) => Partial<Example>
}

const pathOf = ({ path }: Example) => path.split('?')[0] ?? path
const hostOf = ({ host = '' }: Example) => host.replace(/:\d+$/, '').toLowerCase()
const sniOf = ({ sni, host = '' }: Example) => (sni ?? host).toLowerCase()
const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS']
const underRoot = (value: string) => (value.startsWith('/') ? value : `/${value}`)
// `host_only` removes the port of the Host header.
const HOST = 'req.hdr(host),host_only'

function hostKind(
  how: string,
  match: NonNullable<AclKind['match']>,
  matches?: (host: string, value: string) => boolean,
) {
  const base: AclKind = {
    criterion: HOST,
    layer: 'http',
    match,
    ignoresCase: true,
    description: `the host name ${how}`,
  }
  if (matches === undefined) return base
  return { ...base, matches: (request: Example, value: string) => matches(hostOf(request), value.toLowerCase()) }
}

/** The kinds of ACLs by their keys in vars. */
export const ACL_KINDS = {
  path: {
    criterion: 'path',
    layer: 'http',
    description: 'the path equals this',
    matches: (request, value) => pathOf(request) === value,
    example: (path) => ({ path }),
  },
  path_beg: {
    criterion: 'path_beg',
    layer: 'http',
    description: 'the path begins with this, such as /api/',
    matches: (request, value) => pathOf(request).startsWith(value),
    example: (path) => ({ path }),
  },
  path_end: {
    criterion: 'path_end',
    layer: 'http',
    description: 'the path ends with this, such as .jpg',
    matches: (request, value) => pathOf(request).endsWith(value),
    example: (value) => ({ path: value.startsWith('/') ? value : `/evenkeel${value}` }),
  },
  path_dir: {
    criterion: 'path_dir',
    layer: 'http',
    description: 'a folder in the path equals this, such as img',
    matches: (request, value) => `${pathOf(request)}/`.includes(`/${value.replaceAll(/^\/|\/$/g, '')}/`),
    example: (value) => ({ path: `/${value.replaceAll(/^\/|\/$/g, '')}/evenkeel` }),
  },
  path_sub: {
    criterion: 'path_sub',
    layer: 'http',
    description: 'the path contains this',
    matches: (request, value) => pathOf(request).includes(value),
    example: (value) => ({ path: underRoot(value) }),
  },
  path_reg: { criterion: 'path_reg', layer: 'http', description: 'the path matches this regular expression' },
  url_beg: { criterion: 'url_beg', layer: 'http', description: 'the URL, with its query, begins with this' },
  url_sub: { criterion: 'url_sub', layer: 'http', description: 'the URL, with its query, contains this' },
  url_reg: {
    criterion: 'url_reg',
    layer: 'http',
    description: 'the URL, with its query, matches this regular expression',
  },
  host: {
    criterion: HOST,
    layer: 'http',
    ignoresCase: true,
    description: "the request's host name, without its port, equals this",
    matches: (request, value) => hostOf(request) === value.toLowerCase(),
    example: (host) => ({ host }),
  },
  host_beg: {
    ...hostKind('begins with this, such as img.', 'beg', (host, value) => host.startsWith(value)),
    example: (value) => ({ host: value.endsWith('.') ? `${value}example` : value }),
  },
  host_end: {
    ...hostKind('ends with this, such as .example.com', 'end', (host, value) => host.endsWith(value)),
    example: (value) => ({ host: value.startsWith('.') ? `evenkeel${value}` : value }),
  },
  host_reg: hostKind('matches this regular expression', 'reg'),
  method: {
    criterion: 'method',
    layer: 'http',
    description: 'the method, such as POST',
    matches: ({ method = 'GET' }, value) => method === value,
    // A derived request must change nothing on a server: it is never a POST.
    example: (method) => (SAFE_METHODS.includes(method) ? { method } : {}),
  },
  src: { criterion: 'src', layer: 'connection', description: 'the client has this address or is in this network' },
  dst: { criterion: 'dst', layer: 'connection', description: 'the client connected to this address' },
  dst_port: { criterion: 'dst_port', layer: 'connection', description: 'the client connected to this port' },
  sni: {
    criterion: 'req.ssl_sni',
    layer: 'hello',
    ignoresCase: true,
    description: "with mode tcp and inspect_delay: the name in the client's TLS ClientHello equals this",
    matches: (request, value) => sniOf(request) === value.toLowerCase(),
    example: (sni) => ({ sni }),
  },
  sni_end: {
    criterion: 'req.ssl_sni',
    layer: 'hello',
    match: 'end',
    ignoresCase: true,
    description: "with mode tcp and inspect_delay: the name in the client's TLS ClientHello ends with this",
    matches: (request, value) => sniOf(request).endsWith(value.toLowerCase()),
    example: (value) => ({ sni: value.startsWith('.') ? `evenkeel${value}` : value }),
  },
  ssl_sni: {
    criterion: 'ssl_fc_sni',
    layer: 'connection',
    ignoresCase: true,
    description: "with ssl at the bind: the name in the client's TLS ClientHello equals this",
    matches: (request, value) => sniOf(request) === value.toLowerCase(),
    example: (host) => ({ host }),
  },
} as const satisfies Readonly<Record<string, AclKind>>

export type AclKindName = keyof typeof ACL_KINDS

export const ACL_KIND_NAMES = Object.keys(ACL_KINDS) as AclKindName[]
