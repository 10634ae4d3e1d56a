import { existsSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { runProgram } from './command.ts'
import type { LabHost } from './layout.ts'
import type { LabPlace } from './place.ts'

/** Makes an ed25519 key without passphrase, unless it is already there. */
export async function ensureKey(path: string, comment: string): Promise<void> {
  if (existsSync(path) && existsSync(`${path}.pub`)) return
  await rm(path, { force: true })
  await runProgram('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', comment, '-f', path])
}

/** Public keys that may log in on a host: the lab's, and that of the identity file which the inventory names. */
export async function authorizedKeys(place: LabPlace, host: LabHost): Promise<string> {
  const own = await readFile(`${place.key}.pub`, 'utf8')
  const named = host.identityFile?.replace(/^~(?=\/)/, homedir())
  const theirs = named === undefined ? '' : await readFile(`${named}.pub`, 'utf8').catch(() => '')
  return [own, theirs]
    .map((key) => key.trim())
    .filter(Boolean)
    .join('\n')
    .concat('\n')
}

/** An ssh_config under which the inventory's own names and addresses lead to the lab's hosts. */
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

/** The hosts' public keys, so that verification passes strictly. `keys` is by host name. */
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

/** Path of a host's own private key on the controller, from which its seed is made. */
export function hostKey(folder: string): string {
  return join(folder, 'ssh_host_ed25519_key')
}
