import test from 'ava'
import type { LabHost } from '../../../lab/layout.ts'
import { addressIn, keysIn } from '../../../lab/vagrant/logins.ts'

/** Of \`vagrant ssh-config lb1 web1\` with Vagrant 2.3.4: one machine in libvirt, one in VirtualBox. */
const SSH_CONFIG = `Host lb1
  HostName 192.168.121.14
  User vagrant
  Port 22
  UserKnownHostsFile /dev/null
  StrictHostKeyChecking no
  PasswordAuthentication no
  IdentityFile "/my labs/.vagrant/machines/lb1/libvirt/private_key"
  IdentitiesOnly yes
  LogLevel FATAL

Host web1
  HostName 127.0.0.1
  User vagrant
  Port 2222
  UserKnownHostsFile /dev/null
  StrictHostKeyChecking no
  PasswordAuthentication no
  IdentityFile /labs/.vagrant/machines/web1/virtualbox/private_key
  IdentitiesOnly yes
  LogLevel FATAL

`

const host = (name: string, port?: number): LabHost => ({ name, address: '10.77.0.11', port }) as LabHost

test('addressIn() takes address and port of each machine', (t) => {
  t.deepEqual(addressIn(SSH_CONFIG, host('lb1')), { hostName: '192.168.121.14', port: 22 })
  t.deepEqual(addressIn(SSH_CONFIG, host('web1')), { hostName: '127.0.0.1', port: 2222 })
})

test("addressIn() takes the host's own address if the inventory names a port", (t) => {
  t.deepEqual(addressIn(SSH_CONFIG, host('web1', 2200)), { hostName: '10.77.0.11', port: 2200 })
})

test('keysIn() reads all types, without comments', (t) => {
  const scanned = `# 192.168.121.14:22 SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3
192.168.121.14 ssh-ed25519 AAAAC3Nz

[127.0.0.1]:2222 ecdsa-sha2-nistp256 AAAAE2Vj
`
  t.deepEqual(keysIn(scanned), ['ssh-ed25519 AAAAC3Nz', 'ecdsa-sha2-nistp256 AAAAE2Vj'])
  t.deepEqual(keysIn(''), [])
})
