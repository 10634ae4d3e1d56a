import test from 'ava'
import type { AskedOpening, Opening } from '../../../roles/contract.ts'
import role from '../../../roles/firewall/role.ts'
import { firewallVars } from '../../../roles/firewall/vars.ts'
import { contextOf, lb1, lb2 } from '../hosts.ts'

const vrrp: Opening = { title: 'VRRP of web', protocol: 'vrrp', from: ['10.77.0.12'] }
const site: Opening = { title: 'site shop', protocol: 'tcp', port: 80 }

function contextWith(vars: object, openings: readonly (Opening & Partial<AskedOpening>)[]) {
  const asked = openings.map((one) => ({ role: 'web', isEarlier: false, ...one }))
  return contextOf(firewallVars.parse(vars), lb1, [lb1, lb2], { openings: () => asked })
}

function idsOf(vars: object, openings: readonly Opening[] = []): readonly string[] {
  return role.resources(contextWith(vars, openings)).map((resource) => resource.id)
}

test("firewall opens each opening of the host's roles once", (t) => {
  t.deepEqual(idsOf({}, [vrrp, site, { ...site, title: 'status' }]), [
    'firewall_opening:vrrp from 10.77.0.12',
    'firewall_opening:tcp 80',
  ])
  t.deepEqual(idsOf({}), [])
})

test('firewall opens the entries of open, for groups, hosts, addresses and networks', (t) => {
  const from = ['directors', 'web1', '10.0.0.0/8', 'fd00::1']
  t.deepEqual(
    idsOf({ open: [{ port: 9100, from }, { protocol: 'udp', port: 53, from: 'web2' }, { protocol: 'ipip' }] }, [site]),
    [
      'firewall_opening:tcp 80',
      'firewall_opening:tcp 9100 from 10.0.0.0/8, fd00::1',
      'firewall_opening:udp 53 from 10.77.0.22',
      'firewall_opening:ipip',
    ],
  )
})

test('firewall opens at the named interfaces only', (t) => {
  t.deepEqual(idsOf({ interfaces: ['eth1'] }, [site]), ['firewall_opening:tcp 80 on eth1'])
})

test('firewall warns if it comes after a role that needs it (rule 51)', (t) => {
  const earlier = { isEarlier: true }
  const found = role.lints?.(
    contextWith({}, [
      { ...vrrp, ...earlier, role: 'keepalived' },
      { ...site, ...earlier, role: 'nginx' },
      { ...site, ...earlier, role: 'nginx' },
      { ...site, role: 'haproxy' },
    ]),
  )
  t.deepEqual(found, [
    {
      rule: 51,
      level: 'warn',
      message:
        'role firewall comes after keepalived, which needs it (VRRP of web), and two hosts may hold an address until then: put it first',
    },
    { rule: 51, level: 'warn', message: 'role firewall comes after nginx, which needs it (site shop): put it first' },
  ])
  t.deepEqual(role.lints?.(contextWith({}, [vrrp])), [])
})

test('firewall lets answers pass at all interfaces', (t) => {
  const answers: Opening = { ...site, port: 8080, from: ['10.78.0.21'], answers: 'untracked' }
  t.deepEqual(idsOf({ interfaces: ['eth1'] }, [answers]), ['firewall_opening:answers of tcp 8080 from 10.78.0.21'])
})

for (const [what, vars, path, message] of [
  ['an unknown key', { opne: [] }, '', /opne/],
  ['a port of VRRP', { open: [{ protocol: 'vrrp', port: 112 }] }, 'open.0.port', /only there/],
  ['tcp without a port', { open: [{}] }, 'open.0.port', /a port is needed/],
] as const) {
  test(`firewallVars refuses ${what}`, (t) => {
    const issues = firewallVars.safeParse(vars).error?.issues ?? []
    t.true(
      issues.some((issue) => issue.path.join('.') === path && message.test(issue.message)),
      JSON.stringify(issues),
    )
  })
}
