import { existsSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { runProgram } from './command.ts'
import type { LabHost } from './layout.ts'
import type { Login } from './login.ts'
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
export function sshConfig(place: LabPlace, hosts: readonly LabHost[], logins: readonly Login[]): string {
  return reached(hosts, logins)
    .map(([host, { hostName, port }]) =>
      [
        `Host ${namesOf([host.name, host.alias, host.address]).join(' ')}`,
        `HostName ${hostName}`,
        `Port ${port}`,
        `User ${host.user}`,
        `IdentityFile ${quoted(place.key)}`,
        'IdentitiesOnly yes',
        `UserKnownHostsFile ${quoted(place.knownHosts)}`,
        'StrictHostKeyChecking yes',
      ].join('\n  '),
    )
    .join('\n\n')
    .concat('\n')
}

/** The known_hosts of the lab, for strict checking. */
export function knownHosts(hosts: readonly LabHost[], logins: readonly Login[]): string {
  return reached(hosts, logins)
    .flatMap(([host, { hostName, port, hostKeys }]) => {
      const names = namesOf([host.name, host.alias, ...host.addresses.map(({ address }) => address), hostName])
      const listed = port === 22 ? names : names.map((name) => `[${name}]:${port}`)
      return hostKeys.map((key) => `${listed.join(',')} ${key}\n`)
    })
    .join('')
}

/** The type and the key of a line of a `.pub` file, without its comment. */
export function withoutComment(publicKey: string): string {
  return publicKey.trim().split(' ').slice(0, 2).join(' ')
}

function reached(hosts: readonly LabHost[], logins: readonly Login[]): [LabHost, Login][] {
  return hosts.flatMap((host): [LabHost, Login][] => {
    const login = logins.find((one) => one.host === host.name)
    return login === undefined ? [] : [[host, login]]
  })
}

function namesOf(names: readonly (string | undefined)[]): string[] {
  return [...new Set(names)].filter((name) => name !== undefined)
}

/** ssh splits values at blanks. */
function quoted(path: string): string {
  return /\s/.test(path) ? `"${path}"` : path
}
