import { readFileSync } from 'node:fs'
import test from 'ava'
import { Secret } from '../../../engine/secrets.ts'
import { keepalivedConfig } from '../../../roles/keepalived/config/config.ts'
import { keepalivedVars } from '../../../roles/keepalived/vars/vars.ts'
import { facts, find, host, lb1, lb2 } from '../hosts.ts'
import { everything, minimal } from './examples.ts'

const members = [lb1, lb2]
const director = { host: lb1, members, hosts: find }

/** Files that `keepalived -t` 2.2.7 accepts without a message; the lab tests run it again. */
function golden(name: string): string {
  return readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')
}

for (const [name, vars, secret] of [
  ['minimal.conf', minimal, false],
  ['everything.conf', everything, true],
] as const) {
  test(`keepalivedConfig() writes ${name}`, (t) => {
    const config = keepalivedConfig(keepalivedVars.parse(vars), director)
    t.is(config.isSecret, secret)
    t.is(config.reveal(), golden(name))
  })
}

test('keepalivedConfig() makes any number but 0 in a track file a fault', (t) => {
  const vars = {
    instances: [{ name: 'db', vip: '10.77.0.100', router_id: 60, preempt: false, track_file: ['writer'] }],
    track_files: [{ name: 'writer', file: '/run/evenkeel-writer/vip' }],
  }
  const written = keepalivedConfig(keepalivedVars.parse(vars), director).reveal()
  t.true(written.includes('track_file writer {\n    file "/run/evenkeel-writer/vip"\n    weight 0\n}'), written)
  t.true(written.includes('    track_file {\n        writer\n    }'), written)
})

test('keepalivedConfig() names the host of the virtual server in TLS handshakes', (t) => {
  const config = (more: object) => {
    const service = { vip: '10.77.0.100', port: 443, mode: 'dr', real_servers: 'real_servers', ...more }
    return keepalivedConfig(keepalivedVars.parse({ ...minimal, virtual_servers: [service] }), director).reveal()
  }
  t.true(config({ host: 'www.example.com', check: { https: '/' } }).includes('enable_sni'))
  t.false(config({ check: { https: '/' } }).includes('enable_sni'))
  t.false(config({ host: 'www.example.com', check: { https: { sni: false } } }).includes('enable_sni'))
})

test('keepalivedConfig() redacts the password when it is shown', (t) => {
  const [first, ...others] = everything.instances
  const vars = { ...everything, instances: [{ ...first, auth_pass: new Secret('tellnone', 'env:PASS') }, ...others] }
  const shown = keepalivedConfig(keepalivedVars.parse(vars), director).toString()
  t.true(shown.includes('auth_pass ***'))
  t.false(shown.includes('tellnone'))
})

test('keepalivedConfig() takes the interface in the network of the VIP, and names an instance without one', (t) => {
  const interfaces = [
    { name: 'outer', addresses: ['192.0.2.11/24'] },
    { name: 'inner', addresses: ['10.77.0.11/24', '10.77.0.100/32'] },
  ]
  const config = (address: string, vip: string) =>
    keepalivedConfig(keepalivedVars.parse({ instances: [{ name: 'web', vip, router_id: 1 }] }), {
      host: { ...host('lb1', address), facts: facts(address, { interfaces, reachedAt: undefined }) },
      members,
      hosts: find,
    }).toString()
  t.regex(config('192.0.2.11', '10.77.0.100'), /interface inner$/m)
  t.regex(config('192.0.2.11', '203.0.113.5'), /interface outer$/m)
  t.throws(() => config('198.51.100.1', '203.0.113.5'), {
    code: 'input',
    message: /interface of instance "web" on lb1/,
  })
})

/** A member that is logged in to through a router, on two networks of its own. */
const natted = (number: number) => ({
  ...host(`lb${number}`, '203.0.113.5'),
  facts: facts('203.0.113.5', {
    interfaces: [
      { name: 'eth0', addresses: [`192.0.2.1${number}/24`] },
      { name: 'eth1', addresses: [`10.77.0.1${number}/24`, '10.77.0.100/32'] },
    ],
  }),
})

for (const [unicast, source, peer] of [
  ['10.77.0.0/24', '10.77.0.11', '10.77.0.12'],
  ['192.0.2.0/24', '192.0.2.11', '192.0.2.12'],
  [{ lb1: '192.0.2.11', lb2: '10.9.9.9' }, '192.0.2.11', '10.9.9.9'],
  [true, '203.0.113.5', '203.0.113.5'],
] as const) {
  test(`keepalivedConfig() sends adverts with unicast ${JSON.stringify(unicast)}`, (t) => {
    const vars = keepalivedVars.parse({ instances: [{ name: 'web', vip: '10.77.0.100', router_id: 51, unicast }] })
    const written = keepalivedConfig(vars, { host: natted(1), members: [natted(1), natted(2)], hosts: find }).toString()
    t.is(/unicast_src_ip (\S+)/.exec(written)?.[1], source)
    t.is(/unicast_peer {\s+(\S+)\s+}/.exec(written)?.[1], peer)
  })
}

test('keepalivedConfig() names a member without an address for adverts', (t) => {
  const config = (unicast: unknown, other: Partial<ReturnType<typeof natted>>) =>
    keepalivedConfig(
      keepalivedVars.parse({ instances: [{ name: 'web', vip: '10.77.0.100', router_id: 51, unicast }] }),
      { host: natted(1), members: [natted(1), { ...natted(2), ...other } as never], hosts: find },
    )
  const address = /^Cannot find the address of lb2 for adverts of instance "web": unicast /
  t.throws(() => config('10.77.0.0/24', { facts: undefined as never }), { message: address })
  t.throws(() => config({ lb1: '192.0.2.11' }, {}), { message: address })
  // The same file with --limit: its address in the inventory is in the network.
  t.notThrows(() => config('10.77.0.0/24', { facts: undefined as never, address: '10.77.0.12' }))
})

test('keepalivedConfig() gives priorities by the order of the inventory if none is written', (t) => {
  const nameless = [host('a', '10.77.0.1'), host('b', '10.77.0.2'), host('c', '10.77.0.3')]
  const vars = keepalivedVars.parse({
    instances: [{ name: 'web', vip: '10.77.0.100', router_id: 51, state: 'MASTER' }],
  })
  const written = nameless.map((one) =>
    keepalivedConfig(vars, { host: one, members: nameless, hosts: find }).toString(),
  )
  t.deepEqual(
    written.map((config) => [/state (\w+)/.exec(config)?.[1], /priority (\d+)/.exec(config)?.[1]]),
    [
      ['MASTER', '100'],
      ['BACKUP', '90'],
      ['BACKUP', '80'],
    ],
  )
})

for (const [what, value] of [
  ['a word', 'heavy'],
  ['a fraction', 1.5],
  ['a negative number', -1],
  ['a list', [1]],
] as const) {
  test(`keepalivedConfig() refuses ${what} as the weight of a host`, (t) => {
    const hosts = () => [host('web1', '10.77.0.21', { weight: value })]
    t.throws(() => keepalivedConfig(keepalivedVars.parse(minimal), { ...director, hosts }), {
      code: 'input',
      message: /"weight" of web1/,
    })
  })
}

test('keepalivedConfig() refuses a host whose address is a name', (t) => {
  const hosts = () => [host('web1', 'web1.example.com }')]
  t.throws(() => keepalivedConfig(keepalivedVars.parse(minimal), { ...director, hosts }), { code: 'input' })
})
