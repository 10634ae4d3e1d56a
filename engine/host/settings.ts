import { existsSync } from 'node:fs'
import { homedir, hostname } from 'node:os'
import { join } from 'node:path'
import { EvenkeelError } from '../errors/error.ts'
import type { HostTarget } from './connection.ts'
import { localUser, type SshConfig, type SshSettings } from './ssh-config.ts'

/** All that a login needs, from the inventory, the ssh_config and ssh's own defaults, in this order. */
export interface LoginSettings {
  /** The host's name in the inventory, for messages. */
  readonly name: string
  readonly host: string
  readonly port: number
  readonly user: string
  /** Key files in the order in which they are offered. */
  readonly identityFiles: readonly string[]
  /** The inventory's own key file: it must exist, and is offered before all others. */
  readonly namedIdentity: string | undefined
  /** Only the key files are offered, not whatever else the agent holds. */
  readonly identitiesOnly: boolean
  /** Path of the agent's socket. */
  readonly agent: string | undefined
  /** Hosts to go through, in order; none where it is empty. */
  readonly jumps: readonly string[]
  readonly userKnownHostsFiles: readonly string[]
  readonly globalKnownHostsFiles: readonly string[]
  /** Host and port under which known_hosts knows the host. */
  readonly knownAs: { readonly host: string; readonly port: number }
  readonly hasAlias: boolean
  /** The ssh_config itself says to accept keys of new hosts. */
  readonly acceptNewHostKeys: boolean
  /** Milliseconds, where the ssh_config says so. */
  readonly timeout: number | undefined
}

const DEFAULT_IDENTITIES = ['id_ed25519', 'id_ecdsa', 'id_rsa']

/**
 * Resolves how to log in to a host.
 * @throws `unsupported` for a ProxyCommand, `input` for values that make no sense
 */
export function loginSettings(
  target: HostTarget,
  config: SshConfig,
  remark: (sentence: string) => void = () => {},
): LoginSettings {
  const { name, address } = target
  const found = config.lookUp({ name, address, user: target.user })
  const one = (keyword: string) => found.get(keyword)?.[0]
  const host = one('hostname')?.replaceAll('%h', address).replaceAll('%%', '%') ?? address
  const port = target.port ?? portOf(one('port') ?? '22', name)
  const user = target.user ?? one('user') ?? localUser()
  const alias = one('hostkeyalias')
  const knownAs = alias === undefined ? { host, port } : { host: alias, port: 22 }
  const path = pathExpander({ h: host, n: address, p: String(port), r: user, k: alias ?? address }, name)
  const jumps = jumpsOf(target.jump ?? one('proxyjump'))
  refuseProxyCommand(found, jumps, name)
  remarkStrictness(one('stricthostkeychecking'), name, remark)
  const namedIdentity = target.identityFile === undefined ? undefined : path(target.identityFile)
  const identityFiles = identitiesOf(found, path)
  return {
    name,
    host,
    port,
    user,
    namedIdentity,
    identityFiles: namedIdentity === undefined ? identityFiles : [...new Set([namedIdentity, ...identityFiles])],
    identitiesOnly: one('identitiesonly')?.toLowerCase() === 'yes',
    agent: agentOf(one('identityagent'), path),
    jumps,
    userKnownHostsFiles: filesOf(found, 'userknownhostsfile', ['~/.ssh/known_hosts', '~/.ssh/known_hosts2'], path),
    globalKnownHostsFiles: filesOf(
      found,
      'globalknownhostsfile',
      ['/etc/ssh/ssh_known_hosts', '/etc/ssh/ssh_known_hosts2'],
      path,
    ),
    knownAs,
    hasAlias: alias !== undefined,
    acceptNewHostKeys: one('stricthostkeychecking')?.toLowerCase() === 'accept-new',
    timeout: timeoutOf(one('connecttimeout')),
  }
}

function portOf(said: string, name: string): number {
  const port = Number(said)
  if (Number.isInteger(port) && port > 0 && port < 65536) return port
  throw new EvenkeelError('input', `Cannot log in to ${name}: its port in the ssh_config is ${said}`, { host: name })
}

/** Seconds, or `1m30s` and the like, as milliseconds. */
function timeoutOf(said: string | undefined): number | undefined {
  if (said === undefined || !/^(\d+[smh]?)+$/i.test(said)) return undefined
  const unit: Record<string, number> = { s: 1, m: 60, h: 3600 }
  const parts = [...said.toLowerCase().matchAll(/(\d+)([smh]?)/g)]
  const seconds = parts.reduce((sum, [, count, letter]) => sum + Number(count) * (unit[letter || 's'] ?? 1), 0)
  return seconds === 0 ? undefined : seconds * 1000
}

function jumpsOf(said: string | undefined): string[] {
  if (said === undefined || said.toLowerCase() === 'none') return []
  return said
    .split(',')
    .map((jump) => jump.trim())
    .filter((jump) => jump !== '')
}

function refuseProxyCommand(found: SshSettings, jumps: readonly string[], name: string): void {
  const command = found.get('proxycommand')?.join(' ')
  if (command === undefined || command.toLowerCase() === 'none' || jumps.length > 0) return
  throw new EvenkeelError('unsupported', `Cannot log in to ${name}: its ssh_config says ProxyCommand ${command}`, {
    host: name,
    hint: 'Use ProxyJump in the ssh_config, or `jump` in the inventory: evenkeel executes nothing of an ssh_config.',
  })
}

function remarkStrictness(said: string | undefined, name: string, remark: (sentence: string) => void): void {
  if (said === undefined || !['no', 'off'].includes(said.toLowerCase())) return
  remark(`${name}: StrictHostKeyChecking ${said} is not followed, host keys are verified all the same`)
}

function identitiesOf(found: SshSettings, path: (said: string) => string): string[] {
  const said = found.get('identityfile')
  if (said !== undefined) return said.filter((file) => file.toLowerCase() !== 'none').map(path)
  return DEFAULT_IDENTITIES.map((file) => join(homedir(), '.ssh', file)).filter((file) => existsSync(file))
}

function agentOf(said: string | undefined, path: (said: string) => string): string | undefined {
  if (said?.toLowerCase() === 'none') return undefined
  if (said === undefined || said === 'SSH_AUTH_SOCK') return process.env.SSH_AUTH_SOCK || undefined
  const [, variable] = said.match(/^\$(\w+)$/) ?? []
  return variable === undefined ? path(said) : process.env[variable] || undefined
}

function filesOf(
  found: SshSettings,
  keyword: string,
  otherwise: readonly string[],
  path: (said: string) => string,
): string[] {
  const said = found.get(keyword) ?? otherwise
  return said.filter((file) => file.toLowerCase() !== 'none').map(path)
}

/** Expands `~`, `%` tokens and `${VARIABLE}` as ssh does in the names of files. */
function pathExpander(tokens: Readonly<Record<string, string>>, name: string): (said: string) => string {
  const all: Record<string, string> = { ...tokens, d: homedir(), u: localUser(), l: hostname(), '%': '%' }
  const refuse = (what: string, said: string): never => {
    throw new EvenkeelError('input', `Cannot log in to ${name}: ${what} in the path ${said} is not known`, {
      host: name,
    })
  }
  return (said) =>
    said
      .replace(/^~(?=\/|$)/, homedir())
      .replace(/\$\{(\w+)\}/g, (token, variable: string) => process.env[variable] ?? refuse(token, said))
      .replace(/%(.)/g, (token, letter: string) => all[letter] ?? refuse(token, said))
}
