import type { Text } from '../../../engine/secrets.ts'
import type { Lint } from '../../contract.ts'
import { refuse, warn } from '../../kit/lints/lint.ts'
import { foreignAddresses } from '../../kit/lints/own-address.ts'
import { resolvedBinds } from '../binds.ts'
import type { Balancer } from '../config/config.ts'
import { discouraged } from '../legacy/lines.ts'
import { backsOf, frontsOf, hasBinds, modeOf } from '../proxies.ts'
import { checkedServersOf, serversOf } from '../servers.ts'
import type { Back, Front } from '../vars/proxy.ts'
import type { HaproxyVars } from '../vars/vars.ts'
import { databaseLints } from './databases.ts'
import { lineLints, rawLints } from './raw.ts'
import { statsLints } from './stats.ts'

/** The findings of rules 11, 31 to 38 and 55. */
export function haproxyLints(vars: HaproxyVars, balancer: Balancer): readonly Lint[] {
  if (vars.config !== undefined) return [...rawLints(vars.config.reveal()), ...selinuxLints(vars, balancer)]
  return [
    ...[...frontsOf(vars), ...vars.backends].filter((one) => modeOf(one, vars) === 'tcp').flatMap(tcpModeLints),
    ...statsLints(vars),
    ...ownLints(vars),
    ...http3Lints(vars, balancer),
    ...backsOf(vars).flatMap((back) => repeatedServers(back, balancer)),
    ...backsOf(vars).flatMap((back) => ignoredWeights(back, balancer)),
    ...backsOf(vars).flatMap((back) => databaseLints(back, vars, balancer)),
    ...foreignAddresses(backsOf(vars).flatMap((back) => serversOf(back, balancer.hosts))),
    ...selinuxLints(vars, balancer),
  ]
}

/** Debian 12's HAProxy is built without QUIC, and says so in other words. */
function http3Lints(vars: HaproxyVars, { host }: Balancer): readonly Lint[] {
  const { distribution, version } = host.facts
  if (distribution !== 'debian' || Number(version) > 12) return []
  return frontsOf(vars)
    .filter(({ binds }) => binds.some(({ http3 }) => http3))
    .map(({ name }) =>
      refuse(
        29,
        `"${name}": HAProxy of Debian ${version} on ${host.name} is built without QUIC: leave http3 out, or use Debian 13`,
      ),
    )
}

/** Findings about options and lines of the user's own, in all sections. */
function ownLints(vars: HaproxyVars): readonly Lint[] {
  const { global, defaults, stats, extra } = vars
  const named = [...frontsOf(vars), ...vars.backends]
  const texts: readonly (readonly [where: string, lines: Text | undefined])[] = [
    ['extra, ', extra],
    ['global.extra, ', global.extra],
    ['defaults.extra, ', defaults.extra],
    ['stats.extra, ', stats?.extra],
    ...named.map((one) => [`extra of "${one.name}", `, one.extra] as const),
  ]
  const options = [defaults, ...named].flatMap((one) => {
    const where = 'name' in one ? `"${one.name}": ` : 'defaults: '
    return one.options.flatMap((option) => {
      const found = discouraged(['option', ...option.split(' ')])
      return found === undefined ? [] : [warn(found.rule, `${where}${found.message}`)]
    })
  })
  return [...texts.flatMap(([where, lines]) => lineLints(lines?.reveal() ?? '', where)), ...options]
}

/** HAProxy refuses two servers with one name. */
function repeatedServers(back: Back, { hosts }: Balancer): readonly Lint[] {
  const names = checkedServersOf(back, hosts).map(({ name }) => name)
  const twice = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))]
  return twice.map((name) => refuse(29, `"${back.name}" has two servers with the name "${name}": write name`))
}

/** All other algorithms follow weights. */
function ignoredWeights(back: Back, { hosts }: Balancer): readonly Lint[] {
  if (back.balance.algorithm !== 'first') return []
  const active = serversOf(back, hosts).filter(({ backup, weight }) => !backup && weight > 0)
  const weights = [...new Set(active.map(({ weight }) => weight))].sort((one, other) => one - other)
  if (weights.length < 2) return []
  const why = `balance first fills one server after the other, and ignores the weights ${weights.join(' and ')}`
  return [warn(11, `"${back.name}": ${why}; roundrobin and leastconn follow them`)]
}

const HTTP_ALGORITHMS = ['uri', 'url_param', 'hdr']

/** With `mode tcp`, HAProxy ignores cookies, headers and paths, and warns only about some of them. */
function tcpModeLints(proxy: Front | Back): readonly Lint[] {
  const front = hasBinds(proxy) ? proxy : undefined
  const back = 'servers' in proxy ? proxy : undefined
  const ignored = [
    ...(back?.cookie === undefined ? [] : ['cookie']),
    ...(back !== undefined && HTTP_ALGORITHMS.includes(back.balance.algorithm)
      ? [`balance ${back.balance.algorithm}`]
      : []),
    ...(back?.stick !== undefined && /^(req\.|res\.)?(cook|f?hdr|urlp|path|url)\b/.test(back.stick.on)
      ? [`stick on ${back.stick.on}`]
      : []),
    ...proxy.acls.filter(({ kind }) => kind.layer === 'http').map(({ name }) => `acl ${name}`),
    ...(proxy.forwardfor === false ? [] : ['forwardfor']),
    ...(proxy.redirects.length > 0 ? ['redirects'] : []),
    ...(['http_request', 'http_response'] as const).filter((key) => proxy[key].length > 0),
    ...(['cache', 'compression', 'error_pages'] as const).filter((key) => proxy[key] !== undefined),
    ...(proxy.request_headers.length > 0 ? ['request_headers'] : []),
    ...(proxy.response_headers.length > 0 ? ['response_headers'] : []),
    ...(front?.log === 'http' || front?.log === 'https' ? [`log ${front.log}`] : []),
  ]
  const refusals = ignored.map((key) => refuse(31, `"${proxy.name}" has mode tcp, which ignores ${key}`))
  return [...refusals, ...clientHelloLints(front)]
}

function clientHelloLints(front: Front | undefined): readonly Lint[] {
  if (front === undefined || front.inspect_delay !== undefined) return []
  const readClientHello = front.acls.filter(({ kind }) => kind.layer === 'hello')
  return readClientHello.map(({ name }) =>
    refuse(31, `"${front.name}" does not wait for the TLS ClientHello that acl ${name} reads: inspect_delay is needed`),
  )
}

/** Ports that SELinux's policy allows to HAProxy: http_port_t and http_cache_port_t. */
const LABELLED = new Set([80, 81, 443, 488, 8008, 8009, 8443, 9000, 8080, 8118, 8123])

/** SELinux allows HAProxy only the ports of HTTP (rule 36). */
function selinuxLints(vars: HaproxyVars, { host, hosts }: Balancer): readonly Lint[] {
  if (!host.facts.families.includes('rhel')) return []
  const used = [
    ...resolvedBinds(vars, host).map(({ port }) => port),
    ...backsOf(vars).flatMap((back) => serversOf(back, hosts).map(({ port }) => port)),
    ...(vars.stats === undefined ? [] : [vars.stats.port]),
    ...(vars.prometheus === undefined ? [] : [vars.prometheus.port]),
  ]
  const others = [...new Set(used)].filter((port) => !LABELLED.has(port)).toSorted((one, other) => one - other)
  if (others.length === 0) return []
  return [
    warn(
      36,
      `${host.name}: SELinux denies HAProxy the ${others.length === 1 ? 'port' : 'ports'} ${others.join(', ')} without a label or the boolean haproxy_connect_any: see the role selinux`,
    ),
  ]
}
