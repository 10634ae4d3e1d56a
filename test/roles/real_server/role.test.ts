import test from 'ava'
import { arpFaults } from '../../../roles/real_server/arp.ts'
import { judgeSilence } from '../../../roles/real_server/checks.ts'
import role from '../../../roles/real_server/role.ts'
import { realServerVars } from '../../../roles/real_server/vars.ts'
import { fixture, sighting } from '../fixture.ts'
import { contextOf, facts, web1 } from '../hosts.ts'

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

test('real_server knows interfaces with a dot in their name', (t) => {
  const interfaces = [{ name: 'eth0.100', addresses: ['10.77.0.21/24'] }]
  const ids = idsOf({ vip: '10.77.0.100' }, { ...web1, facts: facts('10.77.0.21', { interfaces }) })
  t.deepEqual(ids.slice(0, 4), settings('eth0/100'))
})

test('real_server says which interface it cannot tell', (t) => {
  const lost = { ...web1, address: '192.0.2.1', facts: facts('192.0.2.1', { interfaces: [], reachedAt: undefined }) }
  t.throws(() => idsOf({ vip: '10.77.0.100' }, lost), {
    code: 'input',
    message: /where requests for 10.77.0.100 come in on web1/,
  })
})

for (const [what, vars] of [
  ['no address', {}],
  ['a prefix', { vip: '10.77.0.100/24' }],
  ['vip and vips', { vip: '10.77.0.100', vips: ['10.77.0.101'] }],
  ['a mode that is not dr', { vip: '10.77.0.100', mode: 'tun' }],
] as const) {
  test(`realServerVars refuses ${what}`, (t) => t.false(realServerVars.safeParse(vars).success))
}

const silent = 'arp_ignore all 1\narp_announce all 2\narp_ignore vec0 0\narp_announce vec0 0\n'
const loud = fixture('loud-web2-settings.txt')

test('arpFaults() takes the maximum of all and the interface, as the kernel does', (t) => {
  t.deepEqual(arpFaults(silent), [])
  t.deepEqual(arpFaults('arp_ignore all 0\narp_announce all 0\narp_ignore vec0 1\narp_announce vec0 2\n'), [])
  t.deepEqual(arpFaults(loud), ['arp_ignore is 0, 1 is needed'])
})

const web2 = sighting('web2', fixture('loud-web2.txt'))
const director = sighting('web2', fixture('good-lb2.txt'))

for (const [what, addresses, kernel, asked, holds, saw] of [
  ['a silent server', web2, silent, 'good-client1.txt', true, /^lo carries it; .*it does not answer$/],
  ['a loud one', web2, loud, 'loud-client1.txt', false, /arp_ignore is 0.*it answers with 02:00:00:00:00:22$/],
  ['one without the address', director, silent, 'good-client1.txt', false, /^no interface carries it/],
  ['one that cannot say', sighting('web2', 'ip: not found', 127), silent, 'good-client1.txt', false, /^ip: not found$/],
] as const) {
  test(`judgeSilence() judges ${what}`, (t) => {
    const verdict = judgeSilence('10.77.0.100', addresses, sighting('web2', kernel), [
      sighting('client1', fixture(asked), 1),
    ])
    t.is(verdict.holds, holds)
    t.regex(verdict.saw, saw)
  })
}

test('checks() ask the server and a client', (t) => {
  const [check, ...others] = role.checks?.(contextOf(realServerVars.parse({ vip: '10.77.0.100' }), web1, [web1])) ?? []
  t.is(check?.title, 'web1 carries 10.77.0.100 on lo and is silent about it')
  t.deepEqual(
    check?.looks.map((look) => look.from),
    ['web1', 'web1', 'client1'],
  )
  t.is(others.length, 0)
})
