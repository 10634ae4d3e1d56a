import test from 'ava'
import { arpFaults } from '../../../roles/real_server/arp.ts'
import { judgeRoutes } from '../../../roles/real_server/checks/gateway.ts'
import { judgeSilence } from '../../../roles/real_server/checks/silence.ts'
import { judgeTunnel } from '../../../roles/real_server/checks/tunnel.ts'
import role from '../../../roles/real_server/role.ts'
import { realServerVars } from '../../../roles/real_server/vars/vars.ts'
import { fixture, lookResult } from '../fixture.ts'
import { client1, contextOf, facts, find, host, lb1, lb2, web1 } from '../hosts.ts'

function idsOf(vars: object, of = web1): readonly string[] {
  return role.resources(contextOf(realServerVars.parse(vars), of, [of])).map((resource) => resource.id)
}

const settings = (name: string) => [
  'sysctl:net.ipv4.conf.all.arp_ignore',
  'sysctl:net.ipv4.conf.all.arp_announce',
  `sysctl:net.ipv4.conf.${name}.arp_ignore`,
  `sysctl:net.ipv4.conf.${name}.arp_announce`,
]

test('real_server is silent before it carries the addresses (rules 1 to 3)', (t) => {
  t.deepEqual(idsOf({ vips: ['10.77.0.100', '10.77.0.101'], mode: 'dr' }), [
    ...settings('vec0'),
    'address:10.77.0.100/32 on lo',
    'address:10.77.0.101/32 on lo',
  ])
})

const tunnelled = { vip: '10.77.0.100', mode: 'tun' }
const inner = host('web1', '10.78.0.21')
const translated = { vip: '10.77.0.100', mode: 'nat', gateway: '10.78.0.100' }

test('real_server sets up the tunnel before it carries the address (rules 4 and 5)', (t) => {
  t.deepEqual(idsOf(tunnelled), [
    ...settings('vec0'),
    'kernel_module:ipip',
    'sysctl:net.ipv4.conf.all.rp_filter',
    'sysctl:net.ipv4.conf.tunl0.rp_filter',
    'interface:tunl0',
    'address:10.77.0.100/32 on tunl0',
  ])
})

test('real_server with nat carries no address, and answers through the virtual gateway (rule 6)', (t) => {
  const direct = [{ to: '10.9.0.0/16', via: '10.78.0.254' }]
  t.deepEqual(idsOf(translated, inner), ['route:default'])
  t.deepEqual(idsOf({ ...translated, direct }, inner), ['route:10.9.0.0/16', 'route:default'])
})

test('real_server takes interfaces with a dot in their name', (t) => {
  const interfaces = [{ name: 'eth0.100', addresses: ['10.77.0.21/24'] }]
  const ids = idsOf({ vip: '10.77.0.100' }, { ...web1, facts: facts('10.77.0.21', { interfaces }) })
  t.deepEqual(ids.slice(0, 4), settings('eth0/100'))
})

test('real_server names the address without an interface', (t) => {
  const lost = { ...web1, address: '192.0.2.1', facts: facts('192.0.2.1', { interfaces: [], reachedAt: undefined }) }
  t.throws(() => idsOf({ vip: '10.77.0.100' }, lost), {
    code: 'input',
    message: /where requests for 10.77.0.100 come in on web1/,
  })
})

for (const [what, vars, path] of [
  ['no address', {}, ''],
  ['a prefix', { vip: '10.77.0.100/24' }, 'vip'],
  ['vip and vips', { vip: '10.77.0.100', vips: ['10.77.0.101'] }, ''],
  ['an unknown mode', { vip: '10.77.0.100', mode: 'DR' }, 'mode'],
  ['nat without a gateway', { vip: '10.77.0.100', mode: 'nat' }, 'gateway'],
  ['a gateway of another family', { ...translated, gateway: 'fd00::1' }, 'gateway'],
  ['a gateway with dr', { vip: '10.77.0.100', gateway: '10.77.0.1' }, 'gateway'],
  ['an MTU with nat', { ...translated, mtu: 1400 }, 'mtu'],
  ['direct networks with tun', { ...tunnelled, direct: [{ to: '10.9.0.0/16', via: '10.77.0.1' }] }, 'direct'],
  ['a network without a prefix', { ...translated, direct: [{ to: '10.9.0.0', via: '10.78.0.1' }] }, 'direct.0.to'],
  ['a tunnel for IPv6', { ...tunnelled, vip: 'fd00::100' }, 'vip'],
] as const) {
  test(`realServerVars refuses ${what}`, (t) => {
    const issues = realServerVars.safeParse(vars).error?.issues ?? []
    t.true(
      issues.some((issue) => issue.path.join('.') === path),
      JSON.stringify(issues),
    )
  })
}

const everybody = [lb1, lb2, inner]
const far = { ...inner, facts: facts('10.78.0.21', { reachedFrom: '10.9.1.5' }) }
const near = { ...inner, facts: facts('10.78.0.21', { reachedFrom: '10.78.0.1' }) }
const way = { to: '10.9.0.0/16', via: '10.78.0.254' }
const floating = facts('10.78.0.11', { interfaces: [{ name: 'vec1', addresses: ['10.78.0.11/24', '10.78.0.100/24'] }] })

for (const [what, vars, of, more, lints] of [
  ['nothing in a virtual gateway', translated, near, [], []],
  ['nothing in a gateway that a director holds now', translated, near, [{ ...lb1, facts: floating }], []],
  [
    'a director that is the gateway',
    { ...translated, gateway: '10.78.0.11' },
    near,
    [{ ...lb1, facts: floating }],
    [
      'warn the gateway 10.78.0.11 is an address of lb1 alone; one that moves with the VIP is needed, in its sync group',
    ],
  ],
  [
    'a gateway out of reach',
    { ...translated, gateway: '10.99.0.1' },
    near,
    [],
    ['refuse web1: the gateway 10.99.0.1 is in none of its networks'],
  ],
  [
    'one network',
    { ...translated, gateway: '10.77.0.110' },
    { ...web1, facts: facts('10.77.0.21') },
    [],
    [
      'warn web1 is in the network of 10.77.0.100: clients there get answers that do not pass 10.77.0.110, and drop them; only clients of other networks are served',
    ],
  ],
  [
    'a controller that would be cut off',
    translated,
    far,
    [],
    [
      'warn web1 is managed from 10.9.1.5, which it will answer through 10.78.0.100: write the gateway of that network into "direct"',
    ],
  ],
  ['nothing in a controller with a route of its own', { ...translated, direct: [way] }, far, [], []],
] as const) {
  test(`lints find ${what} (rule 6)`, (t) => {
    const hosts = (pattern: string) => (pattern === 'all' ? [...everybody, ...more] : find(pattern))
    const found = role.lints?.(contextOf(realServerVars.parse(vars), of, [of], { hosts })) ?? []
    t.deepEqual(
      found.map(({ level, message }) => `${level} ${message}`),
      [...lints],
    )
  })
}

test('openings() lets tunnels in, only from the directors if they are named (rule 51)', (t) => {
  const opened = (vars: object) => role.openings?.(contextOf(realServerVars.parse(vars), web1, [web1]))
  t.deepEqual(opened({ vip: '10.77.0.100' }), [])
  t.deepEqual(opened(tunnelled), [{ title: 'tunnels of the directors', protocol: 'ipip' }])
  t.deepEqual(opened({ ...tunnelled, directors: 'directors' }), [
    { title: 'tunnels of the directors', protocol: 'ipip', from: ['10.77.0.11', '10.77.0.12'] },
  ])
})

const silent = 'arp_ignore all 1\narp_announce all 2\narp_ignore vec0 0\narp_announce vec0 0\n'
const loud = fixture('loud-web2-settings.txt')

test('arpFaults() takes the maximum of all and the interface, as the kernel does', (t) => {
  t.deepEqual(arpFaults(silent), [])
  t.deepEqual(arpFaults('arp_ignore all 0\narp_announce all 0\narp_ignore vec0 1\narp_announce vec0 2\n'), [])
  t.deepEqual(arpFaults(loud), ['arp_ignore is 0, 1 is needed'])
})

const web2 = lookResult('web2', fixture('loud-web2.txt'))
const director = lookResult('web2', fixture('good-lb2.txt'))

const directs = lookResult('web2', '0\n', 0)

for (const [what, addresses, kernel, asked, holds, saw] of [
  ['a silent server', web2, silent, 'good-client1.txt', true, /^lo carries it; .*it does not answer$/],
  ['a loud one', web2, loud, 'loud-client1.txt', false, /arp_ignore is 0.*it answers with 02:00:00:00:00:22$/],
  ['one without the address', director, silent, 'good-client1.txt', false, /^no interface carries it/],
  [
    'one that cannot be asked',
    lookResult('web2', 'ip: not found', 127),
    silent,
    'good-client1.txt',
    false,
    /^ip: not found$/,
  ],
] as const) {
  test(`judgeSilence() judges ${what}`, (t) => {
    const settings = lookResult('web2', kernel)
    const arp = [lookResult('client1', fixture(asked), 1)]
    const verdict = judgeSilence({ vip: '10.77.0.100', carrier: 'lo' }, { addresses, settings, arp, directs })
    t.is(verdict.holds, holds)
    t.regex(verdict.saw, saw)
  })
}

test('judgeSilence() lets only a director have the address elsewhere, too', (t) => {
  const both = lookResult('web2', `${fixture('loud-web2.txt')}\n${fixture('good-lb1.txt')}`)
  const arp = [lookResult('client1', fixture('loud-client1.txt'), 1)]
  const judge = (count: string) =>
    judgeSilence(
      { vip: '10.77.0.100', carrier: 'lo' },
      { addresses: both, settings: lookResult('web2', silent), arp, directs: lookResult('web2', count) },
    )
  t.true(judge('2').holds)
  t.false(judge('0').holds)
  t.regex(judge('0').saw, /it is on vec0 too, and no keepalived moves it here/)
})

test('judgeSilence() needs the address on the tunnel with mode tun', (t) => {
  const results = { addresses: web2, settings: lookResult('web2', silent), arp: [], directs }
  const verdict = judgeSilence({ vip: '10.77.0.100', carrier: 'tunl0' }, results)
  t.false(verdict.holds)
})

const tunnel = (more: Readonly<Record<string, string>> = {}) =>
  lookResult(
    'web1',
    Object.entries({
      'rp_filter all': '0',
      'rp_filter tunl0': '2',
      'mtu tunl0': '1480',
      'flags tunl0': '0xc1',
      'mtu vec0': '1500',
      'flags vec0': '0x1003',
      ...more,
    })
      .map(([name, value]) => `${name} ${value}\n`)
      .join(''),
  )

for (const [what, seen, holds, saw] of [
  ['a good one', tunnel(), true, 'tunl0 is up, MTU 1480, rp_filter 2'],
  [
    'one whose rp_filter is overridden',
    tunnel({ 'rp_filter all': '1', 'rp_filter tunl0': '0' }),
    false,
    'rp_filter is 1, 0 or 2 is needed',
  ],
  ['one that is down', tunnel({ 'flags tunl0': '0x80' }), false, 'tunl0 is down'],
  [
    'one on a smaller network',
    tunnel({ 'mtu vec0': '1450' }),
    false,
    'the MTU of tunl0 is 1480, at most 1430 fits into vec0',
  ],
  ['none', tunnel({ 'mtu tunl0': '', 'flags tunl0': '', 'rp_filter tunl0': '' }), false, 'there is no tunl0'],
  ['one that cannot be asked', lookResult('web1', '', 1), false, 'no answer'],
] as const) {
  test(`judgeTunnel() judges ${what} (rules 4 and 5)`, (t) => t.deepEqual(judgeTunnel('vec0', seen), { holds, saw }))
}

for (const [what, output, status, holds, saw] of [
  [
    'the gateway',
    '10.77.0.50 via 10.78.0.100 dev vec0 src 10.78.0.21 uid 0 \\    cache ',
    0,
    true,
    '10.77.0.50 via 10.78.0.100',
  ],
  ['another gateway', '10.77.0.50 via 10.78.0.1 dev vec0 src 10.78.0.21', 0, false, '10.77.0.50 via 10.78.0.1'],
  ['the segment', '10.77.0.50 dev vec0 src 10.77.0.21', 0, false, '10.77.0.50 via no gateway, past the directors'],
  [
    'nowhere',
    'RTNETLINK answers: Network is unreachable',
    2,
    false,
    '10.77.0.50: RTNETLINK answers: Network is unreachable',
  ],
] as const) {
  test(`judgeRoutes() judges answers through ${what} (rule 6)`, (t) => {
    const verdict = judgeRoutes('10.78.0.100', { '10.77.0.50': lookResult('web1', output, status) })
    t.deepEqual(verdict, { holds, saw })
  })
}

for (const [vars, of, checks] of [
  [{ vip: '10.77.0.100' }, web1, [['web1 carries 10.77.0.100 on lo and is silent about it', 'web1 web1 client1 web1']]],
  [
    tunnelled,
    web1,
    [
      ['web1 carries 10.77.0.100 on tunl0 and is silent about it', 'web1 web1 client1 web1'],
      ['web1 takes packets out of tunnels', 'web1'],
    ],
  ],
  [translated, inner, [['web1 answers clients through 10.78.0.100', 'web1']]],
] as const) {
  test(`checks() of ${'mode' in vars ? vars.mode : 'dr'} ask the server, and a client by ARP`, (t) => {
    const found = role.checks?.(contextOf(realServerVars.parse(vars), of, [of])) ?? []
    t.deepEqual(
      found.map(({ title, looks }) => [title, looks.map((look) => look.from).join(' ')]),
      checks.map((check) => [...check]),
    )
  })
}

test('checks() of nat use an example address if there is no client', (t) => {
  const check = (clients: readonly (typeof client1)[]) =>
    role.checks?.(contextOf(realServerVars.parse(translated), inner, [inner], { clients }))?.[0]?.looks[0]?.run.script
  t.is(check([client1]), 'ip -o -4 route get 10.77.0.50')
  t.is(check([]), 'ip -o -4 route get 192.0.2.1')
})
