import test from 'ava'
import { knownHosts, sshConfig } from '../../lab/keys.ts'
import type { LabHost } from '../../lab/layout.ts'
import { labPlace } from '../../lab/place.ts'

const place = labPlace('/inventories/hosts.yml', { XDG_STATE_HOME: '/state' })

function host(more: Partial<LabHost>): LabHost {
  return {
    name: 'lb1',
    position: 0,
    address: '10.77.0.11',
    port: 22,
    user: 'root',
    alias: undefined,
    identityFile: undefined,
    image: 'default',
    memory: 256,
    role: 'server',
    interfaces: [
      { device: 'vec0', tap: 'tap0-0', bridge: 'br', mac: '02:00:0a:4d:00:0b', address: '10.77.0.11', prefix: 24 },
      { device: 'vec1', tap: 'tap0-1', bridge: 'br', mac: '02:00:0a:4e:00:0b', address: '10.78.0.11', prefix: 24 },
    ],
    ...more,
  }
}

test('sshConfig() matches name, alias and address, and checks host keys', (t) => {
  t.is(
    sshConfig(place, [host({ alias: 'lb1.example.org', port: 2222, user: 'admin' })]),
    `Host lb1 lb1.example.org 10.77.0.11
  HostName 10.77.0.11
  Port 2222
  User admin
  IdentityFile ${place.key}
  IdentitiesOnly yes
  UserKnownHostsFile ${place.knownHosts}
  StrictHostKeyChecking yes
`,
  )
})

for (const [port, names] of [
  [22, 'lb1,10.77.0.11,10.78.0.11'],
  [2222, '[lb1]:2222,[10.77.0.11]:2222,[10.78.0.11]:2222'],
] as const) {
  test(`knownHosts() lists every name of a host at port ${port}`, (t) => {
    const keys = new Map([['lb1', 'ssh-ed25519 AAAAC3Nz lb1\n']])
    t.is(knownHosts([host({ port })], keys), `${names} ssh-ed25519 AAAAC3Nz\n`)
  })
}
