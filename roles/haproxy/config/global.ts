import { flag, type Lines, setting } from '../../kit/config-text.ts'
import { socketLevel } from '../live.ts'
import { backsOf, frontsOf } from '../proxies.ts'
import { linesOf } from '../text.ts'
import type { HaproxyVars } from '../vars/vars.ts'
import { word } from '../words.ts'
import { section } from './section.ts'

/** The host's values in the section `global`. */
interface HostValues {
  readonly socket: string
  readonly hostName: string
}

/** `global`: threads instead of processes (rule 29), a chroot, and a log target that works inside it (rule 35). */
export function globalLines(vars: HaproxyVars, { socket, hostName }: HostValues): Lines {
  const { global } = vars
  const group = global.socket.group === undefined ? '' : ` group ${global.socket.group}`
  return section(
    'global',
    logLines(vars),
    setting('chroot', global.chroot === false ? undefined : word(global.chroot)),
    [`stats socket ${word(socket)} mode ${global.socket.mode}${group} level ${socketLevel(global.socket)}`],
    ['stats timeout 30s', `user ${global.user}`, `group ${global.group}`, 'daemon', `maxconn ${global.maxconn}`],
    setting('nbthread', global.threads),
    backsOf(vars).some(({ check }) => check.external !== undefined) ? ['external-check', 'insecure-fork-wanted'] : [],
    setting('localpeer', vars.peers === undefined ? undefined : peerName(hostName)),
    setting('hard-stop-after', global.hard_stop_after),
    // OpenSSL itself has no QUIC that HAProxy takes; other libraries ignore the line.
    flag(
      'limited-quic',
      frontsOf(vars).some(({ binds }) => binds.some(({ http3 }) => http3)),
    ),
    usesTls(vars) ? tlsLines(vars) : [],
    Object.entries(global.tune).map(([name, value]) => `tune.${name} ${word(String(value))}`),
    linesOf(global.extra),
  )
}

function logLines({ global: { log } }: HaproxyVars): Lines {
  if (log === false) return []
  return [`log ${log.target} len ${log.length} format ${log.format} ${log.facility} ${log.level}`]
}

function usesTls(vars: HaproxyVars): boolean {
  const { stats, prometheus } = vars
  return (
    stats?.ssl !== undefined ||
    prometheus?.ssl !== undefined ||
    frontsOf(vars).some(({ binds }) => binds.some(({ ssl }) => ssl !== undefined))
  )
}

function tlsLines({ global: { tls } }: HaproxyVars): Lines {
  return [
    `ssl-default-bind-ciphers ${word(tls.ciphers)}`,
    `ssl-default-bind-ciphersuites ${word(tls.ciphersuites)}`,
    `ssl-default-bind-options ssl-min-ver ${tls.min_version} no-tls-tickets`,
  ]
}

/** `defaults`: all timeouts are written, because a missing one means that HAProxy waits for ever. */
export function defaultsLines({ global, defaults }: HaproxyVars): Lines {
  return section(
    'defaults',
    [`mode ${defaults.mode}`],
    flag('log global', global.log !== false),
    flag('option dontlognull', defaults.dontlognull),
    flag('option redispatch', defaults.redispatch),
    optionLines(defaults.options),
    setting('errorfiles', defaults.error_pages),
    [`retries ${defaults.retries}`],
    timeoutLines(defaults.timeouts),
    linesOf(defaults.extra),
  )
}

export function optionLines(options: readonly string[]): Lines {
  return options.map((option) => (option.startsWith('no ') ? `no option ${option.slice(3)}` : `option ${option}`))
}

export function timeoutLines(timeouts: Readonly<Record<string, string | undefined>>): Lines {
  return Object.entries(timeouts).flatMap(([name, value]) => setting(`timeout ${name.replaceAll('_', '-')}`, value))
}

/** A host's name without characters that are not allowed in a peer's name. */
export function peerName(hostName: string): string {
  return hostName.replaceAll(/[^\w.-]/g, '_')
}
