import { existsSync } from 'node:fs'
import { homedir, hostname } from 'node:os'
import { join } from 'node:path'
import { EvenkeelError } from '../errors/error.ts'
import type { HostTarget } from './connection.ts'
import { canonicalAddress } from './endpoint.ts'
import { localUser, type SshConfig, type SshSettings } from './ssh-config.ts'

/** The settings of a login, from the inventory, the ssh_config and ssh's own defaults, in this order. */
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
  /** Certificates that the ssh_config names, besides those beside the key files. */
  readonly certificateFiles: readonly string[]
  /** Only the key files are offered, and no other keys of the agent. */
  readonly identitiesOnly: boolean
  /** Path of the agent's socket. */
  readonly agent: string | undefined
  /** Jump hosts, in order. */
  readonly jumps: readonly string[]
  readonly userKnownHostsFiles: readonly string[]
  readonly globalKnownHostsFiles: readonly string[]
  /** Files with keys that no host may show. */
  readonly revokedKeysFiles: readonly string[]
  /** The host's name and port in known_hosts. */
  readonly knownAs: { readonly host: string; readonly port: number }
  readonly hasAlias: boolean
  /** The ssh_config accepts keys of new hosts. */
  readonly acceptNewHostKeys: boolean
  /** New names in known_hosts are hashed. */
  readonly hashNames: boolean
  /** Milliseconds; undefined if the ssh_config sets none. */
  readonly timeout: number | undefined
}

/** The last two are of FIDO tokens: they cannot be used, which is said if no other key is accepted. */
const DEFAULT_IDENTITIES = ['id_ed25519', 'id_ecdsa', 'id_rsa', 'id_ed25519_sk', 'id_ecdsa_sk']

/**
 * Resolves how to log in to a host.
 * @throws `unsupported` for a ProxyCommand, `input` for invalid values
 */
export function loginSettings(
  target: HostTarget,
  config: SshConfig,
  remark: (sentence: string) => void = () => {},
): LoginSettings {
  const { name, address } = target
  const settings = config.lookUp({ name, address, user: target.user })
  if (config.isPassedOver({ name, address, user: target.user }))
    remark(
      `${name}: what the ssh_config says of the name ${name} is not used, as the inventory gives its address ${address}`,
    )
  const first = (keyword: string) => settings.get(keyword)?.[0]
  const host = canonicalAddress(first('hostname')?.replaceAll('%h', address).replaceAll('%%', '%') ?? address)
  const port = target.port ?? portOf(first('port') ?? '22', name)
  const user = target.user ?? first('user') ?? localUser()
  const alias = first('hostkeyalias')
  const knownAs = alias === undefined ? { host, port } : { host: alias, port: 22 }
  const expand = pathExpander({ h: host, n: address, p: String(port), r: user, k: alias ?? address }, name)
  const jumps = jumpsOf(target.jump ?? first('proxyjump'))
  refuseProxyCommand(settings, jumps, name)
  remarkStrictness(first('stricthostkeychecking'), name, remark)
  const namedIdentity = target.identityFile === undefined ? undefined : expand(target.identityFile)
  const identityFiles = identitiesOf(settings, expand)
  return {
    name,
    host,
    port,
    user,
    namedIdentity,
    identityFiles: namedIdentity === undefined ? identityFiles : [...new Set([namedIdentity, ...identityFiles])],
    certificateFiles: filesOf(settings, 'certificatefile', [], expand),
    identitiesOnly: first('identitiesonly')?.toLowerCase() === 'yes',
    agent: agentOf(first('identityagent'), expand),
    jumps,
    userKnownHostsFiles: filesOf(settings, 'userknownhostsfile', ['~/.ssh/known_hosts', '~/.ssh/known_hosts2'], expand),
    globalKnownHostsFiles: filesOf(
      settings,
      'globalknownhostsfile',
      ['/etc/ssh/ssh_known_hosts', '/etc/ssh/ssh_known_hosts2'],
      expand,
    ),
    revokedKeysFiles: filesOf(settings, 'revokedhostkeys', [], expand),
    knownAs,
    hasAlias: alias !== undefined,
    acceptNewHostKeys: first('stricthostkeychecking')?.toLowerCase() === 'accept-new',
    hashNames: first('hashknownhosts')?.toLowerCase() === 'yes',
    timeout: timeoutOf(first('connecttimeout')),
  }
}

function portOf(value: string, name: string): number {
  const port = Number(value)
  if (Number.isInteger(port) && port > 0 && port < 65536) return port
  throw new EvenkeelError('input', `Cannot log in to ${name}: its port in the ssh_config is ${value}`, { host: name })
}

/** Seconds, or `1m30s` and the like, as milliseconds. */
function timeoutOf(value: string | undefined): number | undefined {
  if (value === undefined || !/^(\d+[smh]?)+$/i.test(value)) return undefined
  const unit: Record<string, number> = { s: 1, m: 60, h: 3600 }
  const parts = [...value.toLowerCase().matchAll(/(\d+)([smh]?)/g)]
  const seconds = parts.reduce((sum, [, count, letter]) => sum + Number(count) * (unit[letter || 's'] ?? 1), 0)
  return seconds === 0 ? undefined : seconds * 1000
}

function jumpsOf(value: string | undefined): string[] {
  if (value === undefined || value.toLowerCase() === 'none') return []
  return value
    .split(',')
    .map((jump) => jump.trim())
    .filter((jump) => jump !== '')
}

function refuseProxyCommand(settings: SshSettings, jumps: readonly string[], name: string): void {
  const command = settings.get('proxycommand')?.join(' ')
  if (command === undefined || command.toLowerCase() === 'none' || jumps.length > 0) return
  throw new EvenkeelError('unsupported', `Cannot log in to ${name}: its ssh_config sets ProxyCommand ${command}`, {
    host: name,
    hint: 'Use ProxyJump in the ssh_config, or `jump` in the inventory: evenkeel executes nothing of an ssh_config.',
  })
}

function remarkStrictness(value: string | undefined, name: string, remark: (sentence: string) => void): void {
  if (value === undefined || !['no', 'off'].includes(value.toLowerCase())) return
  remark(`${name}: StrictHostKeyChecking ${value} is ignored, host keys are always verified`)
}

function identitiesOf(settings: SshSettings, expand: (value: string) => string): string[] {
  const values = settings.get('identityfile')
  if (values !== undefined) return values.filter((file) => file.toLowerCase() !== 'none').map(expand)
  return DEFAULT_IDENTITIES.map((file) => join(homedir(), '.ssh', file)).filter((file) => existsSync(file))
}

function agentOf(value: string | undefined, expand: (value: string) => string): string | undefined {
  if (value?.toLowerCase() === 'none') return undefined
  if (value === undefined || value === 'SSH_AUTH_SOCK') return process.env.SSH_AUTH_SOCK || undefined
  const [, variable] = value.match(/^\$(\w+)$/) ?? []
  return variable === undefined ? expand(value) : process.env[variable] || undefined
}

function filesOf(
  settings: SshSettings,
  keyword: string,
  otherwise: readonly string[],
  expand: (value: string) => string,
): string[] {
  // The parser keeps several files of a rare keyword in one value.
  const values = (settings.get(keyword) ?? otherwise).flatMap((value) =>
    keyword === 'revokedhostkeys' ? value.split(/\s+/) : value,
  )
  return values.filter((file) => file.toLowerCase() !== 'none').map(expand)
}

/** Expands `~`, `%` tokens and `${VARIABLE}` as ssh does in file names. */
function pathExpander(tokens: Readonly<Record<string, string>>, name: string): (value: string) => string {
  const all: Record<string, string> = { ...tokens, d: homedir(), u: localUser(), l: hostname(), '%': '%' }
  const refuse = (what: string, value: string): never => {
    throw new EvenkeelError('input', `Cannot log in to ${name}: ${what} in the path ${value} is not known`, {
      host: name,
    })
  }
  return (value) =>
    value
      .replace(/^~(?=\/|$)/, homedir())
      .replace(/\$\{(\w+)\}/g, (token, variable: string) => process.env[variable] ?? refuse(token, value))
      .replace(/%(.)/g, (token, letter: string) => all[letter] ?? refuse(token, value))
}
