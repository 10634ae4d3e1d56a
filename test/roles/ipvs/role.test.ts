import test from 'ava'
import role from '../../../roles/ipvs/role.ts'
import { ipvsVars } from '../../../roles/ipvs/vars.ts'
import { contextOf, facts, type Host, lb1, lb2 } from '../hosts.ts'

const server = { vip: '10.77.0.100', port: 80, mode: 'dr', scheduler: 'wrr', real_servers: 'real_servers' }
const only = (more: object) => ({ virtual_servers: [{ ...server, ...more }] })
const context = (vars: object, of: Host = lb1, members = [of]) => contextOf(ipvsVars.parse(vars), of, members)
const resourcesOf = (vars: object, of = lb1) => role.resources(context(vars, of))
const idsOf = (vars: object) => resourcesOf(vars).map((resource) => resource.id)

const first = [
  'package:ipvsadm',
  'link:/etc/systemd/system/ipvsadm.service',
  'kernel_module:ip_vs',
  'kernel_module:ip_vs_wrr',
  'sysctl:net.ipv4.vs.expire_quiescent_template',
  'sysctl:net.ipv4.vs.expire_nodest_conn',
]
const atBoot = ['file:/etc/ipvsadm.rules', 'file:/etc/systemd/system/evenkeel-ipvs.service', 'service:evenkeel-ipvs']
const web = 'ipvs_service:tcp 10.77.0.100:80'
const vip = 'address:10.77.0.100/32 on vec0'

for (const [what, vars, ids] of [
  ['direct routing (rules 9 and 15)', only({}), [...first, web, ...atBoot, vip]],
  [
    'NAT (rule 6)',
    { ...only({ mode: 'nat' }), gateway: { address: '10.78.0.1/24', interface: 'eth1.5' } },
    [
      ...first,
      'sysctl:net.ipv4.ip_forward',
      'sysctl:net.ipv4.conf.all.send_redirects',
      'sysctl:net.ipv4.conf.vec0.send_redirects',
      'sysctl:net.ipv4.conf.eth1/5.send_redirects',
      web,
      ...atBoot,
      vip,
      'address:10.78.0.1/24 on eth1.5',
    ],
  ],
  [
    'a firewall that tracks (rule 8)',
    { ...only({}), conntrack: true },
    [...first, 'sysctl:net.ipv4.vs.conntrack', web, ...atBoot, vip],
  ],
  [
    'a director that serves (rule 10)',
    only({ real_servers: [{ host: 'lb1' }, { host: 'web1' }] }),
    [...first, 'sysctl:net.ipv4.vs.backup_only', web, ...atBoot, vip],
  ],
  [
    'a firewall mark, whose addresses are written',
    { ...only({ vip: undefined, port: undefined, fwmark: 7 }), vips: ['10.77.0.101/24'] },
    [...first, 'ipvs_service:fwmark 7', ...atBoot, 'address:10.77.0.101/24 on vec0'],
  ],
  [
    'NAT of a firewall mark of IPv6',
    {
      ...only({ vip: undefined, port: undefined, fwmark: 7, mode: 'nat', real_servers: [{ address: 'fd00::21' }] }),
      vips: ['fd00::100'],
    },
    [
      ...first,
      'sysctl:net.ipv6.conf.all.forwarding',
      'ipvs_service:fwmark 7 IPv6',
      ...atBoot,
      'address:fd00::100/128 on vec0',
    ],
  ],
  ['addresses that are there already', { ...only({}), vips: [] }, [...first, web, ...atBoot]],
] as const) {
  test(`ipvs makes the resources of ${what}, in order`, (t) => t.deepEqual(idsOf(vars), [...ids]))
}

function saved(vars: object, of = lb1) {
  const found = resourcesOf(vars, of).find(({ id }) => /^file:.*(ipvsadm\.rules|sysconfig\/ipvsadm)$/.test(id))
  return { path: found?.name, lines: found?.stateLines(found.desired, undefined).slice(1) }
}

test('ipvs saves numeric rules in the file of Debian (rule 12)', (t) => {
  t.deepEqual(saved(only({})), {
    path: '/etc/ipvsadm.rules',
    lines: [
      '-A -t 10.77.0.100:80 -s wrr',
      '-a -t 10.77.0.100:80 -r 10.77.0.21:80 -g -w 1',
      '-a -t 10.77.0.100:80 -r 10.77.0.22:80 -g -w 2',
    ],
  })
})

test('ipvs saves rules in the file of the RHEL family, with thresholds, which ipvsadm -S leaves out', (t) => {
  const rocky = {
    ...lb1,
    facts: facts('10.77.0.11', { distribution: 'rocky', families: ['rhel', 'centos', 'fedora'] }),
  }
  const one = { host: 'web1', weight: 0, port: 8080, upper_threshold: 100, lower_threshold: 50 }
  const vars = only({ mode: 'nat', persistence: { granularity: '255.255.255.0' }, real_servers: [one] })
  t.deepEqual(saved(vars, rocky), {
    path: '/etc/sysconfig/ipvsadm',
    lines: [
      '-A -t 10.77.0.100:80 -s wrr -p 360 -M 255.255.255.0',
      '-a -t 10.77.0.100:80 -r 10.77.0.21:8080 -m -w 0 -x 100 -y 50',
    ],
  })
})

test('ipvs saves a firewall mark with IPv6 servers as one of IPv6', (t) => {
  const mark = { vip: undefined, port: undefined, fwmark: 7, real_servers: [{ address: 'fd00::21' }] }
  const vars = { ...only(mark), vips: [] }
  t.deepEqual(saved(vars).lines, ['-A -f 7 -6 -s wrr', '-a -f 7 -6 -r [fd00::21]:0 -g -w 1'])
})

test('the unit fills an empty table and never empties one (rule 13)', (t) => {
  const unit = resourcesOf(only({})).find(({ id }) => id === atBoot[1])
  const text = unit?.stateLines(unit.desired, undefined).join('\n') ?? ''
  t.regex(text, /^ExecStart=.*ipvsadm -S -n \| grep -q \. \|\| ! ipvsadm -R <\/etc\/ipvsadm\.rules/m)
  t.notRegex(text, /^Exec(Stop|Reload)/m)
  t.notRegex(text, /-C\b/)
})

test('ipvs owns the table, and opens its ports', (t) => {
  const described = context(only({}))
  t.deepEqual(role.owns?.(described), ['the IPVS table'])
  t.deepEqual(role.openings?.(described), [{ title: 'tcp 10.77.0.100:80', protocol: 'tcp', port: 80 }])
})

test('ipvs names the address without an interface', (t) => {
  const lost = { ...lb1, address: '192.0.2.1', facts: facts('192.0.2.1', { interfaces: [], reachedAt: undefined }) }
  t.throws(() => resourcesOf(only({}), lost), { code: 'input', message: /the interface of 10.77.0.100 on lb1/ })
})

const withoutMh = { ...lb1, facts: facts('10.77.0.11', { ipvsSchedulers: ['rr', 'wrr'] }) }

for (const [what, vars, members, lints] of [
  ['nothing in a plain description', only({}), [lb1], []],
  ['another port with DR', only({ real_servers: [{ host: 'web1', port: 8080 }] }), [lb1], ['refuse 7']],
  ['another port with TUN', only({ mode: 'tun', real_servers: [{ host: 'web1', port: 81 }] }), [lb1], ['refuse 7']],
  ['a scheduler that the kernel does not have', only({ scheduler: 'mh' }), [withoutMh], ['refuse 11']],
  ["the director's own address as gateway", only({ mode: 'nat' }), [lb1], ['warn 6']],
  [
    'nothing in NAT of IPv6, which finds the gateway itself',
    {
      ...only({ vip: undefined, port: undefined, fwmark: 7, mode: 'nat', real_servers: [{ address: 'fd00::21' }] }),
      vips: ['fd00::100'],
    },
    [lb1],
    [],
  ],
  ['nothing in NAT with a gateway', { ...only({ mode: 'nat' }), gateway: '10.77.0.110' }, [lb1], []],
  ['tracking with DR', { ...only({}), conntrack: true }, [lb1], ['warn 8']],
  ['two hosts that carry one address', only({}), [lb1, lb2], ['warn 13']],
] as const) {
  test(`ipvs lints find ${what}`, (t) => {
    const [of = lb1] = members
    const found = role.lints?.(context(vars, of, [...members])) ?? []
    t.deepEqual(
      found.map(({ rule, level }) => `${level} ${rule}`),
      [...lints],
    )
  })
}

test('checks() look at carriers, table, answers and spread', (t) => {
  const titles = (vars: object) => role.checks?.(context(vars)).map((check) => check.title)
  t.deepEqual(titles(only({ verify: { path: '/' } })), [
    'exactly one director holds 10.77.0.100',
    'IPVS table of lb1 is as described',
    'web1 answers for tcp 10.77.0.100:80',
    'web2 answers for tcp 10.77.0.100:80',
    '40 requests to tcp 10.77.0.100:80 are spread as wrr says',
  ])
  const translated = titles({ ...only({ mode: 'nat' }), gateway: '10.77.0.110', conntrack: true }) ?? []
  t.true(translated.includes('exactly one director holds 10.77.0.110'))
  t.is(translated.at(-1), 'answers of tcp 10.77.0.100:80 go back through the directors')
})

for (const [what, weights, expected] of [
  ['one server', [0, 1], { answering: ['web2'], isAsked: true }],
  ['all servers', [0, 0], { answering: [], isAsked: false }],
] as const) {
  test(`checks() expect no answers of ${what} of weight 0`, (t) => {
    const reals = ['web1', 'web2'].map((name, index) => ({ host: name, weight: weights[index] ?? 1 }))
    const titles = role.checks?.(context(only({ real_servers: reals }))).map(({ title }) => title) ?? []
    const answering = titles.flatMap((title) => /^(\S+) answers for/.exec(title)?.[1] ?? [])
    t.deepEqual({ answering, isAsked: titles.some((title) => /are spread/.test(title)) }, expected)
  })
}

test('checks() name an IPv6 service as the table does', (t) => {
  const vars = only({ vip: 'FD00:0::100', real_servers: [{ address: 'FD00::21' }] })
  const titles = role.checks?.(context(vars)).map(({ title }) => title) ?? []
  t.true(titles.includes('exactly one director holds fd00::100'))
  t.true(titles.includes('40 requests to tcp [fd00::100]:80 are spread as wrr says'))
})

test('checks() of a persistent service need one server for all requests', (t) => {
  const checks = role.checks?.(context(only({ persistence: 60 }))) ?? []
  const spread = checks.find(({ title }) => /stay with one server/.test(title))
  const counters = (one: number, other: number) => `TCP  10.77.0.100:80 ${one + other} 0 0 0 0
  -> 10.77.0.21:80 ${one} 0 0 0 0
  -> 10.77.0.22:80 ${other} 0 0 0 0
`
  const verdict = (one: number, other: number) =>
    spread?.judge(
      ['1 of 1 requests were answered', counters(0, 0), '40 of 40 requests were answered', counters(one, other)].map(
        (output, index) => ({
          from: ['controller', 'lb1', 'client1', 'lb1'][index] ?? '',
          status: 0,
          output,
        }),
      ),
    )
  t.deepEqual(verdict(0, 40), { holds: true, saw: 'web1 0, web2 40' })
  t.is(verdict(13, 27)?.holds, false)
})

test('checks() make no requests until the last director is applied', (t) => {
  const two = contextOf(ipvsVars.parse(only({})), lb1, [lb1, lb2], { applied: [lb1] })
  t.false(role.checks?.(two).some(({ title }) => /are spread/.test(title)))
})

const learning = (by: 'kernel' | 'program'): Host => ({
  ...lb1,
  facts: facts('10.77.0.11', { advertised: [{ interface: 'eth0.7', by }] }),
})
const natVersion6 = {
  ...only({ vip: 'fd00::100', mode: 'nat', real_servers: [{ address: 'fd00::21' }] }),
  vips: [],
}

test('ipvs goes on learning its gateway by router advertisements when it forwards (rule 63)', (t) => {
  const settings = (vars: object, host: Host) =>
    resourcesOf(vars, host)
      .filter(({ kind }) => kind === 'sysctl')
      .map(({ name, desired }) => [name, (desired as { live: string }).live])
      .filter(([name]) => /^net\.ipv6/.test(String(name)))
  t.deepEqual(settings(natVersion6, learning('kernel')), [
    ['net.ipv6.conf.eth0/7.accept_ra', '2'],
    ['net.ipv6.conf.all.forwarding', '1'],
  ])
  t.deepEqual(settings(natVersion6, learning('program')), [['net.ipv6.conf.all.forwarding', '1']])
  t.deepEqual(settings(only({}), learning('kernel')), [])
})

test('ipvs warns of a gateway that a program learns by router advertisements (rule 63)', (t) => {
  const findings = (host: Host) => (role.lints?.(context(natVersion6, host)) ?? []).filter(({ rule }) => rule === 63)
  t.deepEqual(
    findings(learning('program')).map(({ level, message }) => [level, /eth0\.7.*IPv6AcceptRA=yes/.test(message)]),
    [['warn', true]],
  )
  t.deepEqual(findings(learning('kernel')), [])
})
