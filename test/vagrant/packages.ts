import { globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { ensurePackages, onPath } from '../support/debian-packages.ts'

const GEMS = '/usr/share/rubygems-integration/all/gems'

const sbin = (program: string): string[] => [...onPath(program), `/usr/sbin/${program}`]

const NEEDED = {
  vagrant: onPath('vagrant'),
  'vagrant-libvirt': globSync(`${GEMS}/vagrant-libvirt-*`),
  'libvirt-daemon-system': sbin('libvirtd'),
  'libvirt-clients': onPath('virsh'),
  'dnsmasq-base': sbin('dnsmasq'),
  iptables: sbin('iptables'),
  'qemu-system-x86': onPath('qemu-system-x86_64'),
  'qemu-utils': onPath('qemu-img'),
  mmdebstrap: onPath('mmdebstrap'),
  e2fsprogs: sbin('mkfs.ext4'),
  'openssh-client': onPath('ssh-keyscan'),
  'util-linux': onPath('nsenter'),
  iproute2: sbin('ip'),
}

/** Installs what is missing of Debian's Vagrant, libvirt and QEMU. Returns the public key that boxes know. */
export async function ensureVagrant(say: (line: string) => void): Promise<string> {
  await ensurePackages(NEEDED, say)
  const [key = `${GEMS}/vagrant/keys/vagrant.pub`] = globSync(`${GEMS}/vagrant-*/keys/vagrant.pub`)
  return readFile(key, 'utf8')
}
