import type { Lint } from '../../contract.ts'
import { refuse, warn } from '../../kit/lints/lint.ts'
import { reachedAt } from '../binds.ts'
import type { Balancer } from '../config/config.ts'
import { backsOf, frontsOf, hasBinds, modeOf } from '../proxies.ts'
import { serversOf } from '../servers.ts'
import { isEverywhere } from '../vars/bind.ts'
import type { Back, Front } from '../vars/proxy.ts'
import type { HaproxyVars } from '../vars/vars.ts'
import { passwordLints } from './password.ts'
import { extraLints, rawLints } from './raw.ts'

/** What rules 31 to 38 have against a description. */
export function haproxyLints(vars: HaproxyVars, balancer: Balancer): readonly Lint[] {
  if (vars.config !== undefined) return [...rawLints(vars.config.reveal()), ...selinux(vars, balancer)]
  return [
    ...[...frontsOf(vars), ...vars.backends].filter((one) => modeOf(one, vars) === 'tcp').flatMap(layerSeven),
    ...statistics(vars),
    ...extraLints(vars),
    ...backsOf(vars).flatMap((back) => databases(back, vars, balancer)),
    ...selinux(vars, balancer),
  ]
}

const LAYER_SEVEN = ['uri', 'url_param', 'hdr']

/** `mode tcp` knows no cookies, headers and paths: HAProxy would ignore them, some with a warning. */
function layerSeven(proxy: Front | Back): readonly Lint[] {
  const front = hasBinds(proxy) ? proxy : undefined
  const back = 'servers' in proxy ? proxy : undefined
  const ignored = [
    ...(back?.cookie === undefined ? [] : ['cookie']),
    ...(back !== undefined && LAYER_SEVEN.includes(back.balance.algorithm)
      ? [`balance ${back.balance.algorithm}`]
      : []),
    ...(back?.stick !== undefined && /^(req\.|res\.)?(cook|hdr|urlp|path|url)\b/.test(back.stick.on)
      ? [`stick on ${back.stick.on}`]
      : []),
    ...proxy.acls.filter(({ kind }) => kind.layer === 'http').map(({ name }) => `acl ${name}`),
    ...(proxy.forwardfor === false ? [] : ['forwardfor']),
    ...(proxy.redirects.length > 0 ? ['redirects'] : []),
    ...(proxy.request_headers.length > 0 ? ['request_headers'] : []),
    ...(proxy.response_headers.length > 0 ? ['response_headers'] : []),
    ...(front?.log === 'http' || front?.log === 'https' ? [`log ${front.log}`] : []),
  ]
  const needs = ignored.map((what) => refuse(31, `"${proxy.name}" has mode tcp, which understands no ${what}`))
  return [...needs, ...greetings(front)]
}

function greetings(front: Front | undefined): readonly Lint[] {
  if (front === undefined || front.inspect_delay !== undefined) return []
  const blind = front.acls.filter(({ kind }) => kind.layer === 'hello')
  return blind.map(({ name }) =>
    refuse(
      31,
      `"${front.name}" does not wait for the TLS greeting in which acl ${name} looks: inspect_delay is needed`,
    ),
  )
}

function statistics({ stats }: HaproxyVars): readonly Lint[] {
  if (stats === undefined) return []
  return [
    ...passwordLints(stats.user, stats.password.reveal()),
    ...(isEverywhere(stats) && stats.from === undefined
      ? [warn(35, 'the stats page is bound to all addresses: bind it to one, or say from where it may be seen')]
      : []),
    ...(stats.admin && stats.ssl === undefined && !['127.0.0.1', '::1'].includes(stats.address)
      ? [warn(35, 'whoever reads the line can take servers out on the stats page: give it ssl, or no admin')]
      : []),
  ]
}

/** Ports of databases, behind which two writers mean trouble. */
const DATABASES: Readonly<Record<number, string>> = { 3306: 'MySQL', 33060: 'MySQL', 5432: 'PostgreSQL' }

function databases(back: Back, vars: HaproxyVars, { hosts }: Balancer): readonly Lint[] {
  if (modeOf(back, vars) !== 'tcp') return []
  const servers = serversOf(back, hosts)
  const database = servers.map(({ port }) => DATABASES[port]).find((one) => one !== undefined)
  const checks = [...back.options, ...(back.extra ?? '').split('\n')].filter((one) => /\bmysql-check\b/.test(one))
  const proofs = checks.map(() =>
    warn(
      37,
      `"${back.name}": mysql-check fails with accounts of MySQL 9 and proves nothing about the data: leave the TCP check, or ask an agent`,
    ),
  )
  if (database === undefined) return proofs
  const active = servers.filter(({ backup, weight }) => !backup && weight > 0)
  const ends = (described: { readonly on_marked_down?: string | undefined }) => described.on_marked_down !== undefined
  const lasting = servers.length > 1 && !ends(back.default_server) && !active.every(({ described }) => ends(described))
  return [
    ...proofs,
    ...(active.length > 1
      ? [
          warn(
            38,
            `"${back.name}" spreads writes over ${active.length} servers of ${database}: make one active and the others backup`,
          ),
        ]
      : []),
    ...(lasting
      ? [
          warn(
            38,
            `"${back.name}": connections to a master that is down stay there: default_server: { on_marked_down: shutdown-sessions }`,
          ),
        ]
      : []),
  ]
}

/** Ports that SELinux's policy lets HAProxy bind and connect to: http_port_t and http_cache_port_t. */
const LABELLED = new Set([80, 81, 443, 488, 8008, 8009, 8443, 9000, 8080, 8118, 8123])

/** With SELinux HAProxy gets no other ports than those of HTTP (rule 36). */
function selinux(vars: HaproxyVars, { host, hosts }: Balancer): readonly Lint[] {
  if (!host.facts.families.includes('rhel')) return []
  const used = [
    ...reachedAt(vars, host).map(({ port }) => port),
    ...backsOf(vars).flatMap((back) => serversOf(back, hosts).map(({ port }) => port)),
    ...(vars.stats === undefined ? [] : [vars.stats.port]),
  ]
  const others = [...new Set(used)].filter((port) => !LABELLED.has(port)).toSorted((one, other) => one - other)
  if (others.length === 0) return []
  return [
    warn(
      36,
      `${host.name}: where SELinux is, HAProxy may not use ${others.length === 1 ? 'port' : 'ports'} ${others.join(', ')} without a label, or the boolean haproxy_connect_any: see the role selinux`,
    ),
  ]
}
