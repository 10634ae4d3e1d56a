/** A request that a rule can be tried with. */
export interface Example {
  readonly path: string
  readonly host?: string | undefined
  readonly method?: string | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** The name that TLS names, where it is not `host`. */
  readonly sni?: string | undefined
}

/** How one kind of ACL is written, and what can be said of it without a running HAProxy. */
export interface AclKind {
  /** Where HAProxy finds what it compares. */
  readonly criterion: string
  /** What must be understood of a connection: nothing, its TLS greeting, HTTP. */
  readonly layer: 'connection' | 'hello' | 'http'
  /** `-m` where the criterion does not say how it compares. */
  readonly match?: 'beg' | 'end' | 'sub' | 'reg'
  /** Names of hosts have no case. */
  readonly ignoresCase?: true
  readonly description: string
  /** Whether a request meets a value; left out where only the running HAProxy can tell. */
  readonly meets?: (request: Example, value: string) => boolean
  /** A part of a request that meets a value. */
  readonly example?: (value: string) => Partial<Example>
}

const pathOf = ({ path }: Example) => path.split('?')[0] ?? path
const hostOf = ({ host = '' }: Example) => host.replace(/:\d+$/, '').toLowerCase()
const sniOf = ({ sni, host = '' }: Example) => (sni ?? host).toLowerCase()
const HARMLESS = ['GET', 'HEAD', 'OPTIONS']
const underRoot = (value: string) => (value.startsWith('/') ? value : `/${value}`)
// A port in the Host header would spoil the comparison.
const HOST = 'req.hdr(host),host_only'

function hostKind(how: string, match: NonNullable<AclKind['match']>, meets?: (host: string, value: string) => boolean) {
  const base: AclKind = {
    criterion: HOST,
    layer: 'http',
    match,
    ignoresCase: true,
    description: `the host name ${how}`,
  }
  if (meets === undefined) return base
  return { ...base, meets: (request: Example, value: string) => meets(hostOf(request), value.toLowerCase()) }
}

/** The kinds by the key that names them in vars. */
export const ACL_KINDS = {
  path: {
    criterion: 'path',
    layer: 'http',
    description: 'the path is this',
    meets: (request, value) => pathOf(request) === value,
    example: (path) => ({ path }),
  },
  path_beg: {
    criterion: 'path_beg',
    layer: 'http',
    description: 'the path begins with this, such as /api/',
    meets: (request, value) => pathOf(request).startsWith(value),
    example: (path) => ({ path }),
  },
  path_end: {
    criterion: 'path_end',
    layer: 'http',
    description: 'the path ends with this, such as .jpg',
    meets: (request, value) => pathOf(request).endsWith(value),
    example: (value) => ({ path: value.startsWith('/') ? value : `/evenkeel${value}` }),
  },
  path_dir: {
    criterion: 'path_dir',
    layer: 'http',
    description: 'a folder of the path is this, such as img',
    meets: (request, value) => `${pathOf(request)}/`.includes(`/${value.replaceAll(/^\/|\/$/g, '')}/`),
    example: (value) => ({ path: `/${value.replaceAll(/^\/|\/$/g, '')}/evenkeel` }),
  },
  path_sub: {
    criterion: 'path_sub',
    layer: 'http',
    description: 'the path contains this',
    meets: (request, value) => pathOf(request).includes(value),
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
    description: 'the host name of the request is this, whatever its port',
    meets: (request, value) => hostOf(request) === value.toLowerCase(),
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
    meets: ({ method = 'GET' }, value) => method === value,
    // What is made up must change nothing: a POST is not tried without being told.
    example: (method) => (HARMLESS.includes(method) ? { method } : {}),
  },
  src: { criterion: 'src', layer: 'connection', description: 'the client has this address or is in this network' },
  dst: { criterion: 'dst', layer: 'connection', description: 'the client came to this address' },
  dst_port: { criterion: 'dst_port', layer: 'connection', description: 'the client came to this port' },
  sni: {
    criterion: 'req.ssl_sni',
    layer: 'hello',
    ignoresCase: true,
    description: "with mode tcp and inspect_delay: the name in the client's TLS greeting is this",
    meets: (request, value) => sniOf(request) === value.toLowerCase(),
    example: (sni) => ({ sni }),
  },
  sni_end: {
    criterion: 'req.ssl_sni',
    layer: 'hello',
    match: 'end',
    ignoresCase: true,
    description: 'the same, and ends with this, such as .example.com',
    meets: (request, value) => sniOf(request).endsWith(value.toLowerCase()),
    example: (value) => ({ sni: value.startsWith('.') ? `evenkeel${value}` : value }),
  },
  ssl_sni: {
    criterion: 'ssl_fc_sni',
    layer: 'connection',
    ignoresCase: true,
    description: 'where TLS ends here: the name that the client named is this',
    meets: (request, value) => sniOf(request) === value.toLowerCase(),
    example: (host) => ({ host }),
  },
} as const satisfies Readonly<Record<string, AclKind>>

export type AclKindName = keyof typeof ACL_KINDS

export const ACL_KIND_NAMES = Object.keys(ACL_KINDS) as AclKindName[]
