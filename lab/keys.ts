import { existsSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { runProgram } from './command.ts'
import type { LabHost } from './layout.ts'
import type { LabPlace } from './place.ts'

/** Makes an ed25519 key without a passphrase, unless it exists. */
export async function ensureKey(path: string, comment: string): Promise<void> {
  if (existsSync(path) && existsSync(`${path}.pub`)) return
  await rm(path, { force: true })
  await runProgram('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', comment, '-f', path])
}

/** The public keys that may log in on a host: the lab's, and that of the inventory's identity file. */
export async function authorizedKeys(place: LabPlace, host: LabHost): Promise<string> {
  const own = await readFile(`${place.key}.pub`, 'utf8')
  const identityFile = host.identityFile?.replace(/^~(?=\/)/, homedir())
  const users = identityFile === undefined ? '' : await readFile(`${identityFile}.pub`, 'utf8').catch(() => '')
  return [own, users]
    .map((key) => key.trim())
    .filter(Boolean)
    .join('\n')
    .concat('\n')
}

/** An ssh_config that maps the inventory's names and addresses to the lab's hosts. */
export function sshConfig(place: LabPlace, hosts: readonly LabHost[]): string {
  return hosts
    .map((host) =>
      [
        `Host ${[...new Set([host.name, host.alias, host.address])].filter((name) => name !== undefined).join(' ')}`,
        `HostName ${host.address}`,
        `Port ${host.port}`,
        `User ${host.user}`,
        `IdentityFile ${place.key}`,
        'IdentitiesOnly yes',
        `UserKnownHostsFile ${place.knownHosts}`,
        'StrictHostKeyChecking yes',
      ].join('\n  '),
    )
    .join('\n\n')
    .concat('\n')
}

/** The known_hosts of the lab, for strict checking. `keys` holds the public keys by host name. */
export function knownHosts(hosts: readonly LabHost[], keys: ReadonlyMap<string, string>): string {
  return hosts
    .map((host) => {
      const names = [...new Set([host.name, host.alias, ...host.interfaces.map((one) => one.address)])].filter(
        (name) => name !== undefined,
      )
      const listed = host.port === 22 ? names : names.map((name) => `[${name}]:${host.port}`)
      const [type, key] = (keys.get(host.name) ?? '').split(' ')
      return `${listed.join(',')} ${type} ${key}\n`
    })
    .join('')
}

/** Path of a host's private host key on the controller; its seed copies it. */
export function hostKey(folder: string): string {
  return join(folder, 'ssh_host_ed25519_key')
}
