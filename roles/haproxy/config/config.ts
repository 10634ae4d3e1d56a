import type { Facts } from '../../../engine/facts.ts'
import { Text } from '../../../engine/secrets.ts'
import type { HostView } from '../../contract.ts'
import { endpoint } from '../../kit/addresses.ts'
import { flag, type Lines, sectionedFile, setting } from '../../kit/config-text.ts'
import { addressOf } from '../../kit/hosts/address.ts'
import type { FindHosts } from '../../kit/hosts/servers.ts'
import { actionsOf } from '../own/lines.ts'
import { defaultSocket } from '../places.ts'
import { hasBinds, hasServers, isWithoutServers, modeOf } from '../proxies.ts'
import { linesOf } from '../text.ts'
import type { Back, Front } from '../vars/proxy.ts'
import type { HaproxyVars } from '../vars/vars.ts'
import { balanceLines, checkLines, serverLines, tableLines } from './back.ts'
import { cacheLines, compressionLines, errorLines, memoryLines } from './content.ts'
import {
  acceptLines,
  aclLines,
  bindLines,
  forwardforLines,
  http3Lines,
  inspectLines,
  logLines,
  routeLines,
  ruleLines,
  socketLine,
} from './front.ts'
import { defaultsLines, globalLines, optionLines, peerName, timeoutLines } from './global.ts'
import { prometheusLines } from './prometheus.ts'
import { inStages, ownParts, section } from './section.ts'
import { resolverLines, userLines } from './shared.ts'
import { statsLines } from './stats.ts'

/** The host of a configuration, with the hosts that it refers to. */
export interface Balancer {
  readonly host: HostView & { readonly facts: Facts }
  readonly members: readonly HostView[]
  readonly hosts: FindHosts
}

/** The content of haproxy.cfg on one host: rendered from vars, or the text of `config`. */
export function haproxyConfig(vars: HaproxyVars, balancer: Balancer): Text {
  if (vars.config !== undefined) return withLineEnd(vars.config)
  const { host } = balancer
  const socket = vars.global.socket.path ?? defaultSocket(host.facts)
  return sectionedFile(
    globalLines(vars, { socket, hostName: host.name }),
    defaultsLines(vars),
    peerLines(vars, balancer.members),
    ...vars.resolvers.map(resolverLines),
    ...vars.userlists.map(userLines),
    ...vars.caches.map(memoryLines),
    ...vars.error_pages.map(errorLines),
    statsLines(vars, host),
    prometheusLines(vars, host),
    ...vars.frontends.map((one) => proxyLines(`frontend ${one.name}`, one, vars, balancer)),
    ...vars.listens.map((one) => proxyLines(`listen ${one.name}`, one, vars, balancer)),
    ...vars.backends.map((one) => proxyLines(`backend ${one.name}`, one, vars, balancer)),
    vars.extra === undefined || vars.extra.reveal() === '' ? [] : [vars.extra],
  )
}

/** HAProxy requires a line end at the end of the file. */
function withLineEnd(config: Text): Text {
  return config.reveal().endsWith('\n') ? config : new Text([...config.parts, '\n'])
}

function proxyLines(head: string, proxy: Front | Back, vars: HaproxyVars, balancer: Balancer): Lines {
  const front = hasBinds(proxy) ? proxy : undefined
  const back = hasServers(proxy) ? proxy : undefined
  const mode = modeOf(proxy, vars)
  const peers = vars.peers !== undefined
  const own = ownParts(linesOf(proxy.extra))
  return section(
    head,
    front === undefined ? [] : frontLines(front, mode, vars, balancer),
    [`mode ${mode}`],
    setting('maxconn', front?.maxconn),
    front === undefined ? [] : logLines(front, vars),
    // During a reload, a request on a kept-alive connection gets a response, not a reset (rule 33).
    flag('option idle-close-on-response', front !== undefined && mode === 'http'),
    forwardforLines(proxy.forwardfor),
    optionLines(proxy.options),
    timeoutLines(proxy.timeouts),
    setting('retries', back?.retries),
    setting('errorfiles', proxy.error_pages),
    compressionLines(proxy.compression),
    proxy.table === undefined ? [] : tableLines(proxy.table, peers),
    back === undefined || isWithoutServers(back) ? [] : [...balanceLines(back, peers), ...checkLines(back)],
    aclLines(proxy.acls),
    inspectLines(front?.inspect_delay),
    inStages(
      [...actionsOf(proxy), ...own.rules],
      acceptLines(front?.inspect_delay),
      cacheLines(proxy.cache),
      ruleLines(proxy, vars),
      front === undefined ? [] : http3Lines(front),
      front === undefined ? [] : routeLines(front),
      back === undefined || isWithoutServers(back) ? [] : serverLines(back, vars, balancer.hosts),
      own.routes,
    ),
  )
}

function frontLines(front: Front, mode: 'http' | 'tcp', vars: HaproxyVars, { host }: Balancer): Lines {
  return [
    ...front.binds.flatMap((one) => bindLines(one, mode, vars, host)),
    ...front.sockets.map((socket) => socketLine(socket)),
  ]
}

function peerLines({ peers }: HaproxyVars, members: readonly HostView[]): Lines {
  if (peers === undefined) return []
  return section(
    'peers members',
    members.map((one) => `peer ${peerName(one.name)} ${endpoint(addressOf(one), peers.port)}`),
  )
}
