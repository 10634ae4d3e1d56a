import type { Text, TextValue } from '../../../engine/secrets.ts'
import { endpoint } from '../../kit/addresses.ts'
import { flag, type Lines, setting } from '../../kit/config-text.ts'
import type { FindHosts } from '../../kit/hosts/servers.ts'
import { type Server, serversOf } from '../servers.ts'
import { argumentOf, joined, quotedText } from '../text.ts'
import type { CookieVars, Stick } from '../vars/persistence.ts'
import type { Back } from '../vars/proxy.ts'
import type { DefaultServer, DescribedServer } from '../vars/server.ts'
import type { Table } from '../vars/table.ts'
import type { HaproxyVars } from '../vars/vars.ts'
import { quoted, word } from '../words.ts'

/** Balance algorithm and persistence. */
export function balanceLines(back: Back, peers: boolean): Lines {
  const { balance, hash_type: hash, cookie, stick, fullconn } = back
  const hashWords =
    hash === undefined
      ? undefined
      : [hash.method, hash.function ?? (hash.avalanche ? 'sdbm' : ''), hash.avalanche ? 'avalanche' : '']
  return [
    `balance ${balance.words}`,
    ...setting('hash-type', hashWords?.filter((one) => one !== '').join(' ')),
    ...setting('fullconn', fullconn),
    ...(cookie === undefined ? [] : [cookieLine(cookie)]),
    ...(stick === undefined ? [] : stickLines(stick, peers)),
  ]
}

function cookieLine(cookie: CookieVars): string {
  const indirect = cookie.indirect ?? cookie.mode === 'insert'
  return [
    `cookie ${cookie.name} ${cookie.mode}`,
    ...flag('indirect', indirect),
    ...flag('nocache', cookie.nocache),
    ...flag('postonly', cookie.postonly),
    ...flag('preserve', cookie.preserve),
    ...flag('httponly', cookie.httponly && cookie.mode === 'insert'),
    ...flag('secure', cookie.secure && cookie.mode === 'insert'),
    ...(cookie.domain === undefined ? [] : [`domain ${cookie.domain}`]),
    ...(cookie.max_idle === undefined ? [] : [`maxidle ${cookie.max_idle}`]),
    ...(cookie.max_life === undefined ? [] : [`maxlife ${cookie.max_life}`]),
    ...cookie.attr.map((one) => `attr ${word(one)}`),
  ].join(' ')
}

function stickLines({ on, learn, type, table, ...others }: Stick, peers: boolean): Lines {
  // It holds both families; with `ip`, clients by IPv6 would not stay (rule 58).
  const kind = type ?? (/^(src|dst)\s*$/.test(on) ? 'ipv6' : /^(src|dst)\b/.test(on) ? 'ip' : 'string')
  const of = table === undefined ? '' : ` table ${table}`
  return [
    ...(table === undefined ? tableLines({ type: kind, ...others }, peers) : []),
    `stick on ${on}${of}`,
    ...(learn === undefined ? [] : [`stick store-response ${learn}${of}`]),
  ]
}

/** A stick table, which members share if they are peers. */
export function tableLines({ type, length, size, expire, nopurge, store }: Table, peers: boolean): Lines {
  const words = [
    `stick-table type ${type}`,
    ...(length === undefined ? (type === 'string' ? ['len 64'] : []) : [`len ${length}`]),
    `size ${size} expire ${expire}`,
    ...flag('nopurge', nopurge),
    ...flag('peers members', peers),
    ...(store.length > 0 ? [`store ${store.join(',')}`] : []),
  ]
  return [words.join(' ')]
}

/** Health checks, in the multi-line form of `http-check` and `tcp-check`. */
export function checkLines({ check }: Back): Lines {
  const { http, tcp, external } = check
  if (external !== undefined)
    return [
      'option external-check',
      `external-check command ${word(external.command)}`,
      ...setting('external-check path', external.path && word(external.path)),
    ]
  if (http !== undefined) {
    const headers = Object.entries(http.headers).flatMap(([name, value]) => ['hdr', name, argumentOf(value)])
    const statuses = http.status.join(',')
    return [
      'option httpchk',
      joined([
        `http-check send meth ${http.method} uri ${word(http.path)} ver HTTP/1.1 hdr Host ${http.host}`,
        ...headers,
      ]),
      ...(http.body === undefined
        ? [`http-check expect status ${statuses}`]
        : [`http-check expect comment status status ${statuses}`, `http-check expect rstring ${quoted(http.body)}`]),
    ]
  }
  if (tcp?.send === undefined && tcp?.expect === undefined) return []
  return [
    'option tcp-check',
    'tcp-check connect',
    ...setting('tcp-check send', tcp.send && quotedText(tcp.send)),
    ...setting('tcp-check expect rstring', tcp.expect && quoted(tcp.expect)),
  ]
}

/** The `default-server` and `server` lines. */
export function serverLines(back: Back, vars: HaproxyVars, find: FindHosts): Lines {
  return [
    joined(['default-server', ...optionWords(back.default_server)]),
    ...serversOf(back, find).map((server) => serverLine(server, back, vars)),
  ]
}

function serverLine(server: Server, back: Back, vars: HaproxyVars): Text {
  const { described, slots } = server
  const { port, tls, proxy } = back.check
  return joined([
    ...(slots === undefined ? [`server ${server.name}`] : [`server-template ${server.name} ${slots}`]),
    placeOf(server, vars),
    ...(described.dns === undefined ? [] : lookupWords(described, vars)),
    ...(server.checked ? ['check', ...flag(`port ${port}`, port !== undefined)] : []),
    // With a port of its own, a check does not inherit the server's TLS (rule 58); it verifies what the server does.
    ...flag(hasTls(server, back) ? 'check-ssl' : 'check-ssl verify none', server.checked && tls),
    ...flag('check-send-proxy', server.checked && proxy),
    `weight ${server.weight}`,
    ...flag('backup', server.backup),
    ...flag('disabled', server.inMaintenance),
    ...(back.cookie === undefined ? [] : [`cookie ${described.cookie ?? server.name}`]),
    ...optionWords(described),
  ])
}

/** A socket below the chroot has another path inside it; the schema refuses others. */
function placeOf({ address, port, described: { dns, socket } }: Server, { global }: HaproxyVars): string {
  if (socket !== undefined) return `unix@${word(global.chroot === false ? socket : socket.slice(global.chroot.length))}`
  if (dns !== undefined) return dns.startsWith('_') ? dns : `${dns}:${port}`
  return endpoint(address, port)
}

/** HAProxy also starts while no name server answers. */
function lookupWords({ resolvers, family }: Partial<DescribedServer>, vars: HaproxyVars): readonly string[] {
  return [
    `resolvers ${resolvers ?? vars.resolvers[0]?.name}`,
    ...(family === undefined ? [] : [`resolve-prefer ${family}`]),
    'init-addr last,libc,none',
  ]
}

function hasTls({ described }: Server, back: Back): boolean {
  return (described.ssl ?? back.default_server.ssl) !== undefined
}

type ServerOptions = Partial<DefaultServer> & Partial<Pick<DescribedServer, 'extra'>>

function optionWords(options: ServerOptions): readonly TextValue[] {
  const valued = [
    ['inter', options.inter],
    ['fastinter', options.fastinter],
    ['downinter', options.downinter],
    ['rise', options.rise],
    ['fall', options.fall],
    ['maxconn', options.maxconn],
    ['maxqueue', options.maxqueue],
    ['slowstart', options.slowstart],
    ['on-marked-down', options.on_marked_down],
    ['on-marked-up', options.on_marked_up],
    ['observe', options.observe],
  ] as const
  return [
    ...valued.flatMap(([keyword, value]) => (value === undefined ? [] : [`${keyword} ${value}`])),
    ...flag('send-proxy', options.send_proxy === 'v1').map(String),
    ...flag('send-proxy-v2', options.send_proxy === 'v2').map(String),
    ...tlsWords(options.ssl),
    ...agentWords(options.agent),
    ...(options.extra === undefined ? [] : [options.extra]),
  ]
}

function tlsWords(tls: ServerOptions['ssl']): readonly string[] {
  if (tls === undefined) return []
  const name = tls.name === undefined ? [] : [`sni str(${tls.name})`, `check-sni ${tls.name}`]
  const verifies = tls.verify === 'required' && tls.name !== undefined ? [`verifyhost ${tls.name}`] : []
  const signed = tls.ca_file === undefined ? [] : [`ca-file ${word(tls.ca_file)}`]
  return ['ssl', `verify ${tls.verify}`, ...signed, ...verifies, ...name]
}

function agentWords(agent: ServerOptions['agent']): readonly string[] {
  if (agent === undefined) return []
  return [
    `agent-check agent-port ${agent.port}`,
    ...(agent.inter === undefined ? [] : [`agent-inter ${agent.inter}`]),
    ...(agent.send === undefined ? [] : [`agent-send ${quoted(`${agent.send}\n`)}`]),
  ]
}
