import { chmod, copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { runProgram } from '../command.ts'
import { authorizedKeys, ensureKey } from '../keys.ts'
import type { LabHost, Layout, Subnet } from '../layout.ts'
import { hostFolder, type LabPlace } from '../place.ts'
import { bridgeOf, cablesOf } from './cables.ts'
import { PACKAGES_HOST } from './recipe.ts'

const FOLDER = 'var/lib/evenkeel-lab'

/** Writes a tar with a host's name, keys and addresses. The first boot unpacks it over the image. */
export async function writeSeed(place: LabPlace, layout: Layout, host: LabHost): Promise<string> {
  const folder = hostFolder(place, host.name)
  const tree = join(folder, 'seed')
  await rm(tree, { recursive: true, force: true })
  await ensureKey(hostKey(folder), host.name)
  const write = async (path: string, content: string): Promise<void> => {
    await mkdir(dirname(join(tree, path)), { recursive: true })
    await writeFile(join(tree, path), content)
  }
  await write('etc/hostname', `${host.name}\n`)
  await write('etc/hosts', hostsFile(layout, host))
  await write(`${FOLDER}/authorized_keys`, await authorizedKeys(place, host))
  await write(`${FOLDER}/first-boot`, firstBoot(host))
  await write(`${FOLDER}/network`, network(layout, host))
  await mkdir(join(tree, 'etc/ssh'))
  await copyFile(hostKey(folder), join(tree, 'etc/ssh/ssh_host_ed25519_key'))
  await copyFile(`${hostKey(folder)}.pub`, join(tree, 'etc/ssh/ssh_host_ed25519_key.pub'))
  await chmod(join(tree, 'etc/ssh/ssh_host_ed25519_key'), 0o600)
  if (host.port !== undefined && host.port !== 22) await write('etc/ssh/sshd_config.d/port.conf', `Port ${host.port}\n`)
  const path = join(folder, 'seed.tar')
  const owner = ['--owner=0', '--group=0', '--numeric-owner', '--no-recursion']
  const names = (await runProgram('find', [tree, '-type', 'f', '-printf', '%P\\0'])).split('\0').filter(Boolean)
  await runProgram('tar', [...owner, '-C', tree, '-cf', path, ...names])
  await rm(tree, { recursive: true })
  return path
}

export async function publicKeyOf(place: LabPlace, host: string): Promise<string> {
  return readFile(`${hostKey(hostFolder(place, host))}.pub`, 'utf8')
}

/** All hosts of the lab, and the package server at the bridge of the host's first interface. */
function hostsFile(layout: Layout, host: LabHost): string {
  const lines = layout.hosts.map(({ name, address }) => `${address} ${name}`)
  return [
    '127.0.0.1 localhost',
    '::1 localhost',
    ...lines,
    `${gatewayOf(layout, host).controller} ${PACKAGES_HOST}`,
    '',
  ].join('\n')
}

/** Runs once. Any login but root gets a user with password-less sudo. */
function firstBoot({ name, user }: LabHost): string {
  const home = user === 'root' ? '/root' : `/home/${user}`
  const account = [
    `useradd --create-home --shell /bin/bash ${user}`,
    `echo '${user} ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/${user}`,
    `chmod 440 /etc/sudoers.d/${user}`,
  ]
  return [
    'set -eu',
    `hostname ${name}`,
    ...(user === 'root' ? [] : account),
    `install -d -m 700 -o ${user} -g ${user} ${home}/.ssh`,
    `install -m 600 -o ${user} -g ${user} authorized_keys ${home}/.ssh/authorized_keys`,
    '',
  ].join('\n')
}

/** Runs at every boot: the addresses belong to the machine, like its cables. */
function network(layout: Layout, host: LabHost): string {
  return [
    'set -eu',
    'ip link set lo up',
    ...cablesOf(host).flatMap(({ device, address, prefix }) => [
      `ip address replace ${address}/${prefix} broadcast + dev ${device}`,
      `ip link set ${device} up`,
    ]),
    `ip route replace default via ${gatewayOf(layout, host).controller}`,
    '',
  ].join('\n')
}

function gatewayOf(layout: Layout, host: LabHost): Subnet {
  const subnet = layout.subnets.find(
    ({ network, prefix }) => bridgeOf({ address: network, prefix }) === cablesOf(host)[0]?.bridge,
  )
  if (subnet === undefined) throw new TypeError(`${host.name} is on no subnet`)
  return subnet
}

/** Path of a host's private host key on the controller; its seed copies it. */
function hostKey(folder: string): string {
  return join(folder, 'ssh_host_ed25519_key')
}
