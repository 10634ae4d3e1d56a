import test from 'ava'
import role from '../../../roles/keepalived/role.ts'
import { keepalivedVars } from '../../../roles/keepalived/vars/vars.ts'
import { contextOf, facts, lb1, lb2 } from '../hosts.ts'

const instance = { name: 'web', vip: '10.77.0.100', router_id: 51 }
const server = { vip: '10.77.0.100', port: 80, mode: 'dr', scheduler: 'wrr', real_servers: 'real_servers' }

function idsOf(vars: object) {
  return role.resources(contextOf(keepalivedVars.parse(vars), lb1, [lb1, lb2])).map((resource) => resource.id)
}

const always = ['package:keepalived', 'file:/etc/keepalived/keepalived.conf', 'service:keepalived']
const balancing = [
  'package:ipvsadm',
  'link:/etc/systemd/system/ipvsadm.service',
  'kernel_module:ip_vs',
  'kernel_module:ip_vs_wrr',
]

for (const [what, vars, ids] of [
  ['a virtual address', { instances: [instance] }, always],
  ['a virtual server', { instances: [instance], virtual_servers: [server] }, [...balancing, ...always]],
  [
    'persistence (rule 9)',
    { virtual_servers: [{ ...server, persistence: 60 }] },
    [...balancing, 'sysctl:net.ipv4.vs.expire_quiescent_template', 'sysctl:net.ipv4.vs.expire_nodest_conn', ...always],
  ],
  [
    'NAT (rule 6)',
    { instances: [instance], virtual_servers: [{ ...server, mode: 'nat' }] },
    [
      ...balancing,
      'sysctl:net.ipv4.ip_forward',
      'sysctl:net.ipv4.conf.all.send_redirects',
      'sysctl:net.ipv4.conf.vec0.send_redirects',
      ...always,
    ],
  ],
  [
    'NAT of IPv6 (rule 6)',
    { virtual_servers: [{ ...server, vip: 'fd00::100', mode: 'nat', real_servers: [{ address: 'fd00::21' }] }] },
    [...balancing, 'sysctl:net.ipv6.conf.all.forwarding', ...always],
  ],
  [
    'NAT of a firewall mark of IPv6 (rule 6)',
    { virtual_servers: [{ fwmark: 7, mode: 'nat', scheduler: 'wrr', real_servers: [{ address: 'fd00::21' }] }] },
    [...balancing, 'sysctl:net.ipv6.conf.all.forwarding', ...always],
  ],
  [
    'connections that a firewall tracks (rule 8)',
    { virtual_servers: [server], conntrack: true },
    [...balancing, 'sysctl:net.ipv4.vs.conntrack', ...always],
  ],
  [
    'a balancer that listens on its address (rule 34)',
    { instances: [instance], balancer: 'haproxy' },
    ['sysctl:net.ipv4.ip_nonlocal_bind', ...always],
  ],
  [
    'a director that serves (rule 10)',
    { virtual_servers: [{ ...server, real_servers: [{ host: 'lb1' }] }] },
    [...balancing, 'sysctl:net.ipv4.vs.backup_only', ...always],
  ],
  [
    'scripts (rule 19)',
    { instances: [{ ...instance, notify: { any: '/usr/local/sbin/notify' } }] },
    [always[0], 'user:keepalived_script', always[1], always[2]],
  ],
] as const) {
  test(`keepalived makes the resources of ${what}, in order`, (t) => t.deepEqual(idsOf(vars), [...ids]))
}

test('keepalived reloads for its file and never restarts (rule 28)', (t) => {
  const resources = role.resources(contextOf(keepalivedVars.parse({}), lb1, [lb1, lb2]))
  t.deepEqual(
    resources.flatMap((resource) => resource.triggers).map(({ title, watches }) => [title, watches]),
    [['reload keepalived', ['file:/etc/keepalived/keepalived.conf']]],
  )
})

test('keepalived owns the IPVS table if it has virtual servers (rule 13)', (t) => {
  const owned = (vars: object) => role.owns?.(contextOf(keepalivedVars.parse(vars), lb1, [lb1, lb2]))
  t.deepEqual(owned({ virtual_servers: [server] }), ['the IPVS table'])
  t.deepEqual(owned({ instances: [instance] }), [])
})

test('precedence() of the holder is 1', (t) => {
  const vars = keepalivedVars.parse({ instances: [instance] })
  const holding = facts('10.77.0.11', {
    interfaces: [{ name: 'vec0', addresses: ['10.77.0.11/24', '10.77.0.100/32'] }],
  })
  const precedence = (of: typeof lb1) => role.precedence?.(contextOf(vars, of, [lb1, lb2]))
  t.deepEqual([precedence({ ...lb1, facts: holding }), precedence(lb2)], [1, 0])
})

test('checks() look at holders, tables, answers and spread', (t) => {
  const vars = keepalivedVars.parse({
    instances: [instance],
    virtual_servers: [{ ...server, check: { http: '/' } }],
  })
  const titles = (applied: readonly (typeof lb1)[]) =>
    role.checks?.(contextOf(vars, lb1, [lb1, lb2], { applied })).map((check) => check.title)
  t.deepEqual(titles([lb1, lb2]), [
    'exactly one director holds 10.77.0.100',
    'IPVS table of lb1 is as described',
    'IPVS table of lb2 is as described',
    'the real servers of lb1 are up',
    'the real servers of lb2 are up',
    'web1 answers for tcp 10.77.0.100:80',
    'web2 answers for tcp 10.77.0.100:80',
    '40 requests to tcp 10.77.0.100:80 are spread as wrr says',
  ])
  t.false(titles([lb1])?.includes('IPVS table of lb2 is as described'))
})

test('checks() look at no table without virtual servers', (t) => {
  const vars = keepalivedVars.parse({ instances: [instance], balancer: 'haproxy' })
  const titles = role.checks?.(contextOf(vars, lb1, [lb1, lb2])).map((check) => check.title) ?? []
  t.deepEqual(
    titles.filter((title) => title.includes('IPVS')),
    [],
  )
})

test('openings() let adverts of other members and requests of clients in (rule 51)', (t) => {
  const opened = (vars: object) => role.openings?.(contextOf(keepalivedVars.parse(vars), lb1, [lb1, lb2]))
  t.deepEqual(opened({ instances: [instance], virtual_servers: [server] }), [
    { title: 'VRRP of web', protocol: 'vrrp' },
    { title: 'tcp 10.77.0.100:80', protocol: 'tcp', port: 80 },
  ])
  const sync = { lvs_sync_daemon: { interface: 'vec0', instance: 'web' } }
  t.deepEqual(opened({ instances: [{ ...instance, unicast: true }], global: sync }), [
    { title: 'VRRP of web', protocol: 'vrrp', from: ['10.77.0.12'] },
    { title: 'connections of the other director', protocol: 'udp', port: 8848 },
  ])
  t.deepEqual(opened({ virtual_servers: [{ fwmark: 1, mode: 'dr', real_servers: 'real_servers' }] }), [])
})

for (const [what, vars, title, from] of [
  [
    'nat ask the directors for answers',
    { instances: [instance], virtual_servers: [{ ...server, mode: 'nat' }], conntrack: true },
    'answers of tcp 10.77.0.100:80 go back through the directors',
    'controller lb1 lb2 client1 lb1 lb2',
  ],
  [
    'tun ask the servers for tunnels',
    { instances: [instance], virtual_servers: [{ ...server, mode: 'tun' }] },
    'requests to tcp 10.77.0.100:80 come to the real servers through tunnels',
    'controller web1 web2 client1 web1 web2',
  ],
  [
    'a balancer look for it',
    { instances: [instance], balancer: 'haproxy' },
    'lb2 runs haproxy, which its virtual addresses need',
    'lb2',
  ],
] as const) {
  test(`checks() of ${what}`, (t) => {
    const checks = role.checks?.(contextOf(keepalivedVars.parse(vars), lb1, [lb1, lb2])) ?? []
    const found = checks.find((check) => check.title === title)
    t.is(found?.looks.map((look) => (typeof look.from === 'string' ? look.from : 'controller')).join(' '), from)
  })
}

test('resources() count processes with a script if the kernel does not report them', (t) => {
  const vars = keepalivedVars.parse({ instances: [instance], balancer: 'haproxy' })
  const silent = { ...lb1, facts: facts('10.77.0.11', { processEvents: false }) }
  const ids = (of: typeof lb1) => role.resources(contextOf(vars, of, [lb1, lb2])).map((resource) => resource.id)
  t.deepEqual(
    ids(silent).filter((id) => !ids(lb1).includes(id)),
    ['user:keepalived_script', 'file:/etc/keepalived/count-processes'],
  )
})
