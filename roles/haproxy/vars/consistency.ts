import { ownLines, ownSections } from '../own/lines.ts'
import { rawBinds, rawLines } from '../raw.ts'
import { bindName } from './bind.ts'
import { conditionTerms, PREDEFINED } from './condition.ts'
import { DEFAULT_CHROOT } from './global.ts'
import type { Backend, Frontend, Listen } from './proxy.ts'
import type { WrittenVars } from './shape.ts'

interface Issue {
  readonly path: readonly (string | number)[]
  readonly message: string
}

type Sections = 'frontends' | 'backends' | 'listens'
type Proxy = { readonly path: readonly [Sections, number] } & (
  | { readonly kind: 'frontend'; readonly proxy: Frontend }
  | { readonly kind: 'backend'; readonly proxy: Backend }
  | { readonly kind: 'listen'; readonly proxy: Listen }
)

/** Issues between keys, such as names that are used twice and names that do not exist. */
export function inconsistencies(vars: WrittenVars): readonly Issue[] {
  const all = proxiesOf(vars)
  if (vars.config !== undefined) return [...keysBesideConfig(vars), ...unknownOwn(vars), ...repeatedBinds([], vars)]
  return [
    ...unknownOwn(vars),
    ...nothingToDo(all, vars),
    ...chrootedChecks(all, vars),
    ...unknownParts(all, vars),
    ...all.flatMap((one) => placesOf(one, vars)),
    ...repeatedNames(all, vars),
    ...repeatedBinds(all, vars),
    ...all.flatMap((one) => [
      ...unknownBackends(one, all, vars),
      ...unknownCertificates(one, vars),
      ...unknownAcls(one),
      ...unknownTable(one, all, vars),
      ...withoutPort(one, vars),
      ...httpVerify(one, vars),
    ]),
    ...statsCertificate(vars),
  ]
}

function proxiesOf({ frontends, backends, listens }: WrittenVars): readonly Proxy[] {
  return [
    ...frontends.map((proxy, index): Proxy => ({ kind: 'frontend', path: ['frontends', index], proxy })),
    ...backends.map((proxy, index): Proxy => ({ kind: 'backend', path: ['backends', index], proxy })),
    ...listens.map((proxy, index): Proxy => ({ kind: 'listen', path: ['listens', index], proxy })),
  ]
}

function keysBesideConfig(vars: WrittenVars): readonly Issue[] {
  const written = [
    ...(['frontends', 'backends', 'listens'] as const).filter((key) => vars[key].length > 0),
    ...(['resolvers', 'userlists', 'caches', 'error_pages'] as const).filter((key) => vars[key].length > 0),
    ...(['global', 'defaults', 'stats', 'prometheus', 'peers', 'extra'] as const).filter(
      (key) => vars[key] !== undefined,
    ),
  ]
  return written.map((key) => ({
    path: [key],
    message: 'cannot be combined with config, which is the whole file',
  }))
}

function nothingToDo(all: readonly Proxy[], { extra, stats, prometheus }: WrittenVars): readonly Issue[] {
  if (all.some(({ kind }) => kind !== 'backend') || [extra, stats, prometheus].some((one) => one !== undefined))
    return []
  return [{ path: [], message: 'a frontend, a listen or a config is needed' }]
}

/** HAProxy runs the program after it has gone into its chroot, which is empty. */
function chrootedChecks(all: readonly Proxy[], { global }: WrittenVars): readonly Issue[] {
  return all.flatMap((one) => {
    const program = one.kind === 'frontend' ? undefined : one.proxy.check.external?.command
    const chroot = global?.chroot ?? DEFAULT_CHROOT
    if (program === undefined || chroot === false) return []
    const message = `HAProxy looks for the program below its chroot, ${chroot}: write global: { chroot: false }`
    return [{ path: [...one.path, 'check', 'external', 'command'], message }]
  })
}

function repeatedNames(all: readonly Proxy[], { stats, prometheus, peers }: WrittenVars): readonly Issue[] {
  const taken = [
    ...(stats === undefined ? [] : ['stats']),
    ...(prometheus === undefined ? [] : ['prometheus']),
    ...(peers === undefined ? [] : ['members']),
  ]
  const names = all.map(({ proxy }) => proxy.name)
  return all.flatMap(({ path, proxy }, index) => {
    const isTaken = taken.includes(proxy.name) || names.indexOf(proxy.name) < index
    // HAProxy 3.3 refuses two proxies with the same name, also of different kinds (rule 29).
    return isTaken ? [{ path: [...path, 'name'], message: `"${proxy.name}" is the name of another section` }] : []
  })
}

/** `80`, `*:80` and `0.0.0.0:80` are one socket: HAProxy binds it twice, and the kernel gives each a share by chance. */
function socketName({ address, port }: { readonly address: string; readonly port: number }): string {
  return bindName({ address: address === '*' ? '0.0.0.0' : address, port })
}

function repeatedBinds(all: readonly Proxy[], vars: WrittenVars): readonly Issue[] {
  const { stats, prometheus } = vars
  const seen = new Map<string, string>([
    ...(stats === undefined ? [] : [[socketName(stats), 'stats'] as const]),
    ...(prometheus === undefined ? [] : [[socketName(prometheus), 'prometheus'] as const]),
  ])
  const issues: Issue[] = []
  for (const { name, lines } of ownSections(vars)) {
    for (const bind of rawBinds(lines).filter(({ isLimited }) => !isLimited)) {
      const socket = socketName(bind)
      const other = seen.get(socket)
      if (other !== undefined && other !== name)
        issues.push({
          path: [vars.config === undefined ? 'extra' : 'config'],
          message: `line ${bind.line}: ${socket} is bound by "${other}" already, and each would get a share of the connections`,
        })
      seen.set(socket, name)
    }
  }
  for (const one of all) {
    if (one.kind === 'backend') continue
    for (const [index, bind] of one.proxy.binds.entries()) {
      const name = `${socketName(bind)}${bind.interface === undefined ? '' : ` on ${bind.interface}`}`
      const other = seen.get(name)
      if (other !== undefined)
        issues.push({ path: [...one.path, 'binds', index], message: `${name} is bound by "${other}" already` })
      seen.set(name, one.proxy.name)
    }
    for (const bind of rawBinds(ownLines(one.proxy))) {
      const name = socketName(bind)
      const other = seen.get(name)
      if (other !== undefined)
        issues.push({ path: [...one.path, 'extra'], message: `${name} is bound by "${other}" already` })
      seen.set(name, one.proxy.name)
    }
  }
  return issues
}

function unknownBackends(one: Proxy, all: readonly Proxy[], vars: WrittenVars): readonly Issue[] {
  if (one.kind === 'backend') return []
  const uses = one.proxy.use_backend.flatMap(({ backend }, index) =>
    backend === undefined ? [] : [{ backend, path: ['use_backend', index, 'backend'] }],
  )
  const last =
    one.kind === 'frontend' && one.proxy.default_backend !== undefined
      ? [{ backend: one.proxy.default_backend, path: ['default_backend'] }]
      : []
  const byMap = one.proxy.use_backend.flatMap(({ map }, index) =>
    vars.maps
      .filter(({ name }) => name === map)
      .flatMap(({ entries }) => Object.values(entries))
      .map((backend) => ({ backend, path: ['use_backend', index, 'map'] })),
  )
  return [...uses, ...byMap, ...last].flatMap(({ backend, path }) => {
    const found = all.find(({ kind, proxy }) => kind !== 'frontend' && proxy.name === backend)
    const message =
      found === undefined
        ? inExtra(backend, vars)
          ? undefined
          : `there is no backend "${backend}"`
        : modesDiffer(one, found, vars)
    return message === undefined ? [] : [{ path: [...one.path, ...path], message }]
  })
}

function inExtra(name: string, vars: WrittenVars): boolean {
  return ownSections(vars).some((one) => one.kind !== 'frontend' && one.name === name)
}

function modesDiffer(front: Proxy, back: Proxy, { defaults }: WrittenVars): string | undefined {
  const mode = ({ proxy }: Proxy) => proxy.mode ?? defaults?.mode ?? 'http'
  if (mode(front) === mode(back)) return undefined
  return `"${back.proxy.name}" has mode ${mode(back)}, and "${front.proxy.name}" has mode ${mode(front)}`
}

function unknownCertificates(one: Proxy, { certificates }: WrittenVars): readonly Issue[] {
  if (one.kind === 'backend') return []
  const known = certificates.map(({ name }) => name)
  return one.proxy.binds.flatMap(({ ssl = [] }, index) =>
    ssl
      .filter((name) => !known.includes(name))
      .map((name) => ({ path: [...one.path, 'binds', index, 'ssl'], message: `there is no certificate "${name}"` })),
  )
}

function statsCertificate(vars: WrittenVars): readonly Issue[] {
  return (['stats', 'prometheus'] as const).flatMap((key) => {
    const ssl = vars[key]?.ssl
    if (ssl === undefined || vars.certificates.some(({ name }) => name === ssl)) return []
    return [{ path: [key, 'ssl'], message: `there is no certificate "${ssl}"` }]
  })
}

function unknownAcls({ path, proxy }: Proxy): readonly Issue[] {
  const inExtra = [...(proxy.extra?.reveal() ?? '').matchAll(/^\s*acl\s+(\S+)/gm)].map(([, name]) => name)
  const known = new Set<string | undefined>([...proxy.acls.map(({ name }) => name), ...inExtra, ...PREDEFINED])
  const rules = {
    use_backend: 'use_backend' in proxy ? proxy.use_backend : [],
    redirects: proxy.redirects,
    tcp_request: 'tcp_request' in proxy ? proxy.tcp_request : [],
    http_request: proxy.http_request,
    http_response: proxy.http_response,
    request_headers: proxy.request_headers,
    response_headers: proxy.response_headers,
  }
  return Object.entries(rules).flatMap(([key, list]) =>
    list.flatMap((rule, index) =>
      (['if', 'unless'] as const).flatMap((word) =>
        (conditionTerms(rule[word] ?? '') ?? [])
          .flat()
          .filter(({ acl }) => acl !== undefined && !known.has(acl))
          .map(({ acl }) => ({ path: [...path, key, index, word], message: `"${proxy.name}" has no acl "${acl}"` })),
      ),
    ),
  )
}

/** Whether a section has a stick table, by keys or in lines of the user's own. */
function hasTable({ kind, proxy }: Proxy): boolean {
  const own = ownLines(proxy).some(({ words }) => words[0] === 'stick-table')
  const sticks = kind !== 'frontend' && proxy.stick !== undefined && proxy.stick.table === undefined
  return own || sticks || proxy.table !== undefined
}

function unknownTable(one: Proxy, all: readonly Proxy[], vars: WrittenVars): readonly Issue[] {
  const { kind, path, proxy } = one
  const own = ownSections(vars).filter(({ lines }) => lines.some(({ words }) => words[0] === 'stick-table'))
  const known = [...all.filter(hasTable).map((other) => other.proxy.name), ...own.map(({ name }) => name)]
  const used = [
    ...(kind === 'frontend' ? [] : [{ table: proxy.stick?.table, path: ['stick', 'table'] }]),
    ...(['tcp_request', 'http_request'] as const).flatMap((key) =>
      (key in proxy ? (proxy as Listen)[key] : []).flatMap(({ track }, index) =>
        track === undefined ? [] : [{ table: track.table ?? proxy.name, path: [key, index, 'track'] }],
      ),
    ),
  ]
  const unknown = used.filter(({ table }) => table !== undefined && !known.includes(table))
  const twice =
    kind !== 'frontend' && proxy.table !== undefined && proxy.stick !== undefined && proxy.stick.table === undefined
  return [
    ...unknown.map(({ table, path: at }) => ({ path: [...path, ...at], message: `no section "${table}" has a table` })),
    ...(twice
      ? [{ path: [...path, 'table'], message: 'stick has a table of its own: write its data in store of stick' }]
      : []),
  ]
}

/** Names of parts that sections share. */
function unknownParts(all: readonly Proxy[], vars: WrittenVars): readonly Issue[] {
  const { extra, maps, lists, caches, error_pages: pages, userlists, resolvers } = vars
  const inExtra = (kind: string) =>
    rawLines(extra?.reveal() ?? '').flatMap((line) =>
      line.kind === kind && line.words[0] === kind ? [line.section] : [],
    )
  const known = {
    map: maps.map(({ name }) => name),
    list: lists.map(({ name }) => name),
    cache: [...caches.map(({ name }) => name), ...inExtra('cache')],
    error_pages: [...pages.map(({ name }) => name), ...inExtra('http-errors')],
    userlist: [...userlists.map(({ name }) => name), ...inExtra('userlist')],
    resolvers: [...resolvers.map(({ name }) => name), ...inExtra('resolvers')],
  }
  const used: (readonly [kind: keyof typeof known, name: string | undefined, path: Issue['path']])[] = [
    ['error_pages', vars.defaults?.error_pages, ['defaults', 'error_pages']],
  ]
  for (const { kind, path, proxy } of all) {
    used.push(['cache', proxy.cache, [...path, 'cache']], ['error_pages', proxy.error_pages, [...path, 'error_pages']])
    for (const [index, { list }] of proxy.acls.entries()) used.push(['list', list, [...path, 'acls', index, 'list']])
    for (const [index, { auth }] of proxy.http_request.entries())
      used.push(['userlist', auth?.users, [...path, 'http_request', index, 'auth']])
    if (kind !== 'backend')
      for (const [index, { map }] of proxy.use_backend.entries())
        used.push(['map', map, [...path, 'use_backend', index, 'map']])
    if (kind !== 'frontend' && typeof proxy.servers !== 'string')
      for (const [index, { dns, resolvers: by }] of proxy.servers.entries())
        if (dns !== undefined)
          used.push(['resolvers', by ?? onlyOne(known.resolvers), [...path, 'servers', index, 'dns']])
  }
  return used
    .filter(([kind, name]) => name !== undefined && !known[kind].includes(name))
    .map(([kind, name, path]) => ({
      path,
      message: name === '' ? 'resolvers is needed, a name of resolvers at the top' : `there is no ${kind} "${name}"`,
    }))
}

/** Empty if it has to be said. */
function onlyOne(names: readonly string[]): string {
  return names.length === 1 ? (names[0] ?? '') : ''
}

/** Clients need a way in, and servers at sockets must be within reach. */
function placesOf({ kind, path, proxy }: Proxy, { global }: WrittenVars): readonly Issue[] {
  const chroot = global?.chroot ?? DEFAULT_CHROOT
  const hasWay = kind === 'backend' || proxy.binds.length + proxy.sockets.length + rawBinds(ownLines(proxy)).length > 0
  const sockets = kind === 'frontend' || typeof proxy.servers === 'string' ? [] : proxy.servers
  return [
    ...(hasWay ? [] : [{ path: [...path, 'binds'], message: 'a bind or a socket is needed' }]),
    ...sockets.flatMap(({ socket }, index) =>
      socket === undefined || chroot === false || socket.startsWith(`${chroot}/`)
        ? []
        : [
            {
              path: [...path, 'servers', index, 'socket'],
              message: `HAProxy reaches only what is below its chroot, ${chroot}: move the socket, or write global: { chroot: false }`,
            },
          ],
    ),
  ]
}

/** `up` and `verify` at the top are for sections of the user's own text. */
function unknownOwn(vars: WrittenVars): readonly Issue[] {
  const known = ownSections(vars)
  return (['up', 'verify'] as const).flatMap((key) =>
    Object.keys(vars[key]).flatMap((name) => {
      const section = known.find((one) => one.name === name && one.kind !== (key === 'up' ? 'frontend' : 'backend'))
      const what = key === 'up' ? 'servers' : 'binds'
      const where = `config and extra have no section "${name}" with ${what}; of others, write ${key} into the section`
      return section === undefined ? [{ path: [key, name], message: where }] : []
    }),
  )
}

/** With mode tcp checks only connect, or make a TLS handshake. */
function httpVerify({ kind, path, proxy }: Proxy, { defaults }: WrittenVars): readonly Issue[] {
  if (kind === 'backend' || (proxy.mode ?? defaults?.mode ?? 'http') === 'http' || !proxy.verify) return []
  const { path: asked, headers, status, client_certificate, method } = proxy.verify
  const isHttp = asked !== '/' || Object.keys(headers).length > 0
  if (!isHttp && status === undefined && client_certificate === undefined && method === undefined) return []
  const message = 'with mode tcp only host, sni and requests are known: HAProxy does not read HTTP there'
  return [{ path: [...path, 'verify'], message }]
}

function withoutPort({ kind, path, proxy }: Proxy, { defaults }: WrittenVars): readonly Issue[] {
  if (kind !== 'backend' || (proxy.mode ?? defaults?.mode ?? 'http') === 'http' || proxy.port !== undefined) return []
  if (
    typeof proxy.servers !== 'string' &&
    proxy.servers.every(({ port, socket }) => port !== undefined || socket !== undefined)
  )
    return []
  return [{ path: [...path, 'port'], message: 'the port of the servers is needed with mode tcp' }]
}
