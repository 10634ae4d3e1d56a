import test from 'ava'
import { knownHosts, sshConfig, withoutComment } from '../../lab/keys.ts'
import type { LabHost } from '../../lab/layout.ts'
import type { Login } from '../../lab/login.ts'
import { labPlace } from '../../lab/place.ts'

const place = labPlace('/inventories/hosts.yml', { XDG_STATE_HOME: '/state' })

function host(more: Partial<LabHost>): LabHost {
  return {
    name: 'lb1',
    position: 0,
    address: '10.77.0.11',
    port: undefined,
    user: 'root',
    alias: undefined,
    identityFile: undefined,
    image: 'default',
    box: undefined,
    provider: undefined,
    memory: 256,
    role: 'server',
    addresses: [
      { address: '10.77.0.11', prefix: 24 },
      { address: '10.78.0.11', prefix: 24 },
    ],
    ...more,
  }
}

const login = (more: Partial<Login> = {}): Login => ({
  host: 'lb1',
  hostName: '10.77.0.11',
  port: 22,
  hostKeys: ['ssh-ed25519 AAAAC3Nz'],
  ...more,
})

test('sshConfig() matches name, alias and address, and checks host keys', (t) => {
  t.is(
    sshConfig(
      place,
      [host({ alias: 'lb1.example.org', user: 'admin' }), host({ name: 'never-booted' })],
      [login({ hostName: '127.0.0.1', port: 2222 })],
    ),
    `Host lb1 lb1.example.org 10.77.0.11
  HostName 127.0.0.1
  Port 2222
  User admin
  IdentityFile ${place.key}
  IdentitiesOnly yes
  UserKnownHostsFile ${place.knownHosts}
  StrictHostKeyChecking yes
`,
  )
})

test('sshConfig() quotes paths with blanks', (t) => {
  const apart = labPlace('/inventories/hosts.yml', { XDG_STATE_HOME: '/my state' })
  t.true(sshConfig(apart, [host({})], [login()]).includes(`IdentityFile "${apart.key}"`))
})

for (const [port, names] of [
  [22, 'lb1,10.77.0.11,10.78.0.11'],
  [2222, '[lb1]:2222,[10.77.0.11]:2222,[10.78.0.11]:2222'],
] as const) {
  test(`knownHosts() lists every name of a host at port ${port}`, (t) => {
    t.is(knownHosts([host({})], [login({ port })]), `${names} ssh-ed25519 AAAAC3Nz\n`)
  })
}

test('knownHosts() lists the address that ssh connects to, with each key', (t) => {
  const found = knownHosts([host({})], [login({ hostName: '192.168.121.7', hostKeys: ['ssh-rsa A', 'ssh-ed25519 B'] })])
  t.is(found.split('\n')[1], 'lb1,10.77.0.11,10.78.0.11,192.168.121.7 ssh-ed25519 B')
})

test('withoutComment() keeps the type and the key', (t) => {
  t.is(withoutComment('ssh-ed25519 AAAAC3Nz root@lb1\n'), 'ssh-ed25519 AAAAC3Nz')
})
