import { ownLines, ownSections } from '../own/lines.ts'
import { rawBinds } from '../raw.ts'
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
    ...repeatedNames(all, vars),
    ...repeatedBinds(all, vars),
    ...all.flatMap((one) => [
      ...unknownBackends(one, all, vars),
      ...unknownCertificates(one, vars),
      ...unknownAcls(one),
      ...unknownTable(one, all),
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
    ...(['global', 'defaults', 'stats', 'peers', 'extra'] as const).filter((key) => vars[key] !== undefined),
  ]
  return written.map((key) => ({
    path: [key],
    message: 'cannot be combined with config, which is the whole file',
  }))
}

function nothingToDo(all: readonly Proxy[], { extra, stats }: WrittenVars): readonly Issue[] {
  if (all.some(({ kind }) => kind !== 'backend') || extra !== undefined || stats !== undefined) return []
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

function repeatedNames(all: readonly Proxy[], { stats, peers }: WrittenVars): readonly Issue[] {
  const taken = [...(stats === undefined ? [] : ['stats']), ...(peers === undefined ? [] : ['members'])]
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
  const { stats } = vars
  const seen = new Map<string, string>(stats === undefined ? [] : [[socketName(stats), 'stats']])
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
  const uses = one.proxy.use_backend.map(({ backend }, index) => ({ backend, path: ['use_backend', index, 'backend'] }))
  const last =
    one.kind === 'frontend' && one.proxy.default_backend !== undefined
      ? [{ backend: one.proxy.default_backend, path: ['default_backend'] }]
      : []
  return [...uses, ...last].flatMap(({ backend, path }) => {
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

function statsCertificate({ stats, certificates }: WrittenVars): readonly Issue[] {
  if (stats?.ssl === undefined || certificates.some(({ name }) => name === stats.ssl)) return []
  return [{ path: ['stats', 'ssl'], message: `there is no certificate "${stats.ssl}"` }]
}

function unknownAcls({ path, proxy }: Proxy): readonly Issue[] {
  const inExtra = [...(proxy.extra?.reveal() ?? '').matchAll(/^\s*acl\s+(\S+)/gm)].map(([, name]) => name)
  const known = new Set<string | undefined>([...proxy.acls.map(({ name }) => name), ...inExtra, ...PREDEFINED])
  const rules = {
    use_backend: 'use_backend' in proxy ? proxy.use_backend : [],
    redirects: proxy.redirects,
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

function unknownTable({ kind, path, proxy }: Proxy, all: readonly Proxy[]): readonly Issue[] {
  if (kind === 'frontend') return []
  const table = proxy.stick?.table
  const found = all.some(
    (other) => other.kind !== 'frontend' && other.proxy.name === table && other.proxy.stick !== undefined,
  )
  if (table === undefined || found) return []
  return [{ path: [...path, 'stick', 'table'], message: `no backend "${table}" has a stick table` }]
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
  if (typeof proxy.servers !== 'string' && proxy.servers.every(({ port }) => port !== undefined)) return []
  return [{ path: [...path, 'port'], message: 'the port of the servers is needed with mode tcp' }]
}
