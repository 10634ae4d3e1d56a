/** A module that Debian does not load. */
interface Module {
  /** The modules that it needs, of those here. */
  readonly needs?: readonly string[]
  /** Whether Debian has a `.conf` file for it, too. */
  readonly conf?: true
  /** The package of the RHEL family that has it; undefined: the server's own. */
  readonly package?: string
}

const PROXY: Module = { needs: ['proxy'] }
const METHOD: Module = { needs: ['proxy_balancer'] }

/** Modules that lines of the user's own may need, by name. The RHEL family loads those of its packages. */
export const MODULES = {
  actions: { conf: true },
  cache: {},
  cache_disk: { needs: ['cache'], conf: true },
  cache_socache: { needs: ['cache', 'socache_shmcb'] },
  cgid: { conf: true },
  expires: {},
  headers: {},
  http2: { conf: true, package: 'mod_http2' },
  include: {},
  lbmethod_bybusyness: METHOD,
  lbmethod_byrequests: METHOD,
  lbmethod_bytraffic: METHOD,
  lbmethod_heartbeat: METHOD,
  proxy: { conf: true },
  proxy_ajp: PROXY,
  proxy_balancer: { needs: ['proxy', 'slotmem_shm'], conf: true },
  proxy_connect: PROXY,
  proxy_express: PROXY,
  proxy_fcgi: PROXY,
  proxy_fdpass: PROXY,
  proxy_ftp: { needs: ['proxy'], conf: true },
  proxy_hcheck: PROXY,
  proxy_html: { needs: ['proxy', 'xml2enc'], conf: true, package: 'mod_proxy_html' },
  proxy_http: PROXY,
  proxy_http2: { needs: ['proxy', 'http2'], package: 'mod_http2' },
  proxy_scgi: PROXY,
  proxy_uwsgi: PROXY,
  proxy_wstunnel: PROXY,
  ratelimit: {},
  remoteip: {},
  request: {},
  rewrite: {},
  slotmem_shm: {},
  socache_shmcb: {},
  ssl: { needs: ['socache_shmcb'], conf: true, package: 'mod_ssl' },
  substitute: {},
  unique_id: {},
  userdir: { conf: true },
  vhost_alias: {},
  xml2enc: { package: 'mod_proxy_html' },
} as const satisfies Readonly<Record<string, Module>>

export type ModuleName = keyof typeof MODULES

export const MODULE_NAMES = Object.keys(MODULES) as [ModuleName, ...ModuleName[]]

/** These modules and those that they need. */
export function withNeeded(names: readonly ModuleName[]): readonly ModuleName[] {
  const all = names.flatMap((name): readonly ModuleName[] => [
    ...withNeeded(((MODULES[name] as Module).needs ?? []) as readonly ModuleName[]),
    name,
  ])
  return [...new Set(all)]
}

/** Debian's files of a module, in mods-available. */
export function filesOf(name: ModuleName): readonly string[] {
  return [...((MODULES[name] as Module).conf ? [`${name}.conf`] : []), `${name}.load`]
}

/** The packages of the RHEL family that have these modules, beside the server's own. */
export function packagesOf(names: readonly ModuleName[]): readonly string[] {
  return [...new Set(names.flatMap((name) => (MODULES[name] as Module).package ?? []))]
}

/** What lines may say, and the modules that Apache then needs. */
const NEEDS: readonly (readonly [RegExp, ...ModuleName[]])[] = [
  [/^<?Proxy/i, 'proxy'],
  [/^(ProxyPass|BalancerMember|RewriteRule|SetHandler|<Proxy)\b.*\bhttps?:\/\//i, 'proxy_http'],
  [/^(ProxyPass|BalancerMember|SetHandler|<Proxy)\w*\b.*\bunix:.*\|https?:/i, 'proxy_http'],
  [/^(ProxyPass|BalancerMember|<Proxy)\w*\b.*\b(https|wss|h2):\/\//i, 'ssl'],
  [/\bfcgi:\/\//i, 'proxy_fcgi'],
  [/\bajp:\/\//i, 'proxy_ajp'],
  [/\bscgi:\/\//i, 'proxy_scgi'],
  [/\buwsgi:\/\//i, 'proxy_uwsgi'],
  [/\bwss?:\/\//i, 'proxy_wstunnel'],
  [/\bh2c?:\/\//i, 'proxy_http2'],
  [/\bbalancer:\/\//i, 'proxy_balancer', 'lbmethod_byrequests'],
  [/^BalancerMember\b/i, 'proxy_balancer', 'lbmethod_byrequests'],
  [/\blbmethod=bybusyness\b/i, 'lbmethod_bybusyness'],
  [/\blbmethod=bytraffic\b/i, 'lbmethod_bytraffic'],
  [/\blbmethod=heartbeat\b/i, 'lbmethod_heartbeat'],
  [/^ProxyHC|\bhcmethod=/i, 'proxy_hcheck'],
  [/^ProxyHTML/i, 'proxy_html'],
  [/^Rewrite/i, 'rewrite'],
  [/^RewriteRule\b.*\[(?:.*,)?P(?:,.*)?\]/i, 'proxy_http'],
  [/^(Request)?Header\b/i, 'headers'],
  [/^Expires/i, 'expires'],
  [/^SSL/i, 'ssl'],
  [/^RemoteIP/i, 'remoteip'],
  [/^Substitute\b/i, 'substitute'],
  [/^Cache/i, 'cache'],
  [/^CacheEnable\s+disk\b|^CacheRoot\b/i, 'cache_disk'],
  [/^CacheEnable\s+socache\b/i, 'cache_socache'],
  [/^Action\b/i, 'actions'],
  [/^Virtual(DocumentRoot|ScriptAlias)/i, 'vhost_alias'],
  [/^UserDir\b/i, 'userdir'],
  [/^(AddOutputFilter|SetOutputFilter)\b.*\bINCLUDES\b|^XBitHack\b/i, 'include'],
  [/\bRATE_LIMIT\b/, 'ratelimit'],
  [/^AddHandler\s+cgi-script\b|^SetHandler\s+cgi-script\b|^ScriptSock\b/i, 'cgid'],
]

/** The modules that lines of the user's own need. Apache refuses a directive whose module is not loaded. */
export function modulesOfLines(extra: string | undefined): readonly ModuleName[] {
  const lines = (extra ?? '').replaceAll('\\\n', ' ').split('\n')
  const words = lines.map((line) => line.trim()).filter((line) => !line.startsWith('#'))
  return NEEDS.filter(([pattern]) => words.some((line) => pattern.test(line))).flatMap(([, ...names]) => names)
}
