import { readFileSync } from 'node:fs'
import test from 'ava'
import { Secret } from '../../../engine/secrets.ts'
import { keepalivedConfig } from '../../../roles/keepalived/config.ts'
import { keepalivedVars } from '../../../roles/keepalived/vars.ts'
import { facts, find, host, lb1, lb2 } from '../hosts.ts'

const members = [lb1, lb2]
const director = { host: lb1, members, hosts: find }

/** What `keepalived -t` 2.2.7 takes without a word; the lab suite asks it again. */
function golden(name: string): string {
  return readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')
}

const minimal = {
  instances: [{ name: 'web', vip: '10.77.0.100', router_id: 51 }],
  virtual_servers: [
    { vip: '10.77.0.100', port: 80, mode: 'dr', scheduler: 'rr', real_servers: 'real_servers', check: { http: '/' } },
  ],
}

const everything = {
  global: {
    router_id: 'balancer-1',
    notification_email: ['ops@example.com', 'night+lb@example.com'],
    notification_email_from: 'lb@example.com',
    smtp_server: '10.77.0.5',
    garp_master_refresh: 30,
    lvs_sync_daemon: { interface: 'vec0', instance: 'web' },
    extra: 'vrrp_skip_check_adv_addr',
  },
  track_processes: [{ name: 'sshd', process: 'sshd' }],
  track_scripts: [{ name: 'root', script: '/usr/bin/test -d /' }],
  sync_groups: [{ name: 'both', instances: ['web', 'inner'], notify: { master: '/usr/bin/logger both master' } }],
  instances: [
    {
      name: 'web',
      vips: ['10.77.0.100', '10.77.0.101/24'],
      router_id: 51,
      interface: 'vec0',
      preempt: false,
      unicast: true,
      auth_pass: 'sesame',
      garp: { master_delay: 3, master_refresh: 20 },
      track_interface: ['vec0', 'lo'],
      track_process: ['sshd'],
      track_script: ['root'],
      notify: { any: '/usr/bin/logger web' },
      extra: 'lower_prio_no_advert true\nhigher_prio_send_advert true',
    },
    {
      name: 'inner',
      vip: '10.77.0.110',
      router_id: 52,
      priority: { lb1: 90, lb2: 100 },
      preempt: false,
      source: '10.77.0.11',
    },
  ],
  virtual_servers: [
    {
      vip: '10.77.0.100',
      port: 80,
      mode: 'nat',
      scheduler: 'wrr',
      persistence: { timeout: 300, granularity: '255.255.255.0' },
      inhibit_on_failure: true,
      quorum: 2,
      hysteresis: 1,
      quorum_down: '/usr/bin/logger quorum lost',
      sorry_server: { address: '10.77.0.99', port: 8080 },
      host: 'www.example.com',
      check: { https: { path: '/health?a=1', status: [200, '301-302'], host: 'www.example.com', port: 8443 } },
      real_servers: [
        { host: 'web1', port: 8080, weight: 3, upper_threshold: 100, lower_threshold: 50, inhibit_on_failure: false },
        { host: 'web2', port: 8081, notify_up: '/usr/bin/logger up', extra: 'smtp_alert true' },
        { address: '10.77.0.23', check: { misc: '/usr/bin/test -e /etc/hostname' } },
      ],
    },
    {
      vip: '10.77.0.100',
      port: 53,
      protocol: 'udp',
      one_packet: true,
      mode: 'dr',
      scheduler: 'sh',
      scheduler_flags: ['sh-port'],
      real_servers: 'real_servers',
    },
    { vip: '10.77.0.100', port: 53, mode: 'dr', scheduler: 'mh', real_servers: 'real_servers', check: { tcp: true } },
    {
      fwmark: 7,
      mode: 'tun',
      persistence: 60,
      omega: true,
      real_servers: 'real_servers',
      check: { http: { digest: '9b3a0c85a887a256d6939da88aabd8cd', connect_to: '10.77.0.21', port: 80 } },
      extra: 'smtp_alert false',
    },
  ],
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

test('keepalivedConfig() writes no password into what is shown', (t) => {
  const [first, ...others] = everything.instances
  const vars = { ...everything, instances: [{ ...first, auth_pass: new Secret('tellnone', 'env:PASS') }, ...others] }
  const shown = keepalivedConfig(keepalivedVars.parse(vars), director).toString()
  t.true(shown.includes('auth_pass ***'))
  t.false(shown.includes('tellnone'))
})

test('keepalivedConfig() takes the interface in the network of the VIP, and says which it cannot tell', (t) => {
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

test('keepalivedConfig() gives priorities by the order of the inventory where nobody says any', (t) => {
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
