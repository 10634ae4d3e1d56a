import test from 'ava'
import type { EvenkeelError } from '../../../engine/errors/error.ts'
import { checkedValue } from '../../../engine/errors/issues.ts'
import { parseSource } from '../../../engine/errors/parse-yaml.ts'
import { Source } from '../../../engine/errors/source.ts'
import { ipvsVars } from '../../../roles/ipvs/vars.ts'

const server = { vip: '10.77.0.100', port: 80, mode: 'dr', real_servers: 'real_servers' }
const only = (more: object) => ({ virtual_servers: [{ ...server, ...more }] })
const reals = (one: object) => only({ real_servers: [one] })

test('ipvsVars has the keys of keepalived’s virtual servers', (t) => {
  const { virtual_servers } = ipvsVars.parse(only({ persistence: 300, scheduler_flags: ['flag-1'] }))
  t.like(virtual_servers[0], { protocol: 'tcp', scheduler: 'wlc', persistence: { timeout: 300 }, one_packet: false })
})

for (const [what, vars, path, message] of [
  ['no service', { virtual_servers: [] }, 'virtual_servers', /./],
  [
    'a service twice',
    { virtual_servers: [server, server] },
    'virtual_servers.1',
    /"tcp 10.77.0.100:80" is there twice/,
  ],
  ['an unknown key', only({ weight: 1 }), 'virtual_servers.0', /weight/],
  ['a mark and an address', only({ fwmark: 1 }), 'virtual_servers.0', /either vip and port, or fwmark/],
  ['single packets of TCP', only({ one_packet: true }), 'virtual_servers.0.one_packet', /protocol udp/],
  ['marks without an address', only({ vip: undefined, port: undefined, fwmark: 7 }), 'vips', /have no address/],
  ['a gateway without mode nat', { ...only({}), gateway: '10.77.0.1' }, 'gateway', /behind mode nat/],
  [
    'a flag of another scheduler',
    only({ scheduler: 'mh', scheduler_flags: ['sh-port'] }),
    'virtual_servers.0.scheduler_flags',
    /for scheduler sh/,
  ],
  ['requests over UDP', only({ protocol: 'udp', verify: {} }), 'virtual_servers.0.verify', /only false is known/],
  [
    'a lower threshold alone',
    reals({ host: 'a', lower_threshold: 5 }),
    'virtual_servers.0.real_servers.0.lower_threshold',
    /upper_threshold is needed/,
  ],
  [
    'a real server without host and address',
    reals({ port: 80 }),
    'virtual_servers.0.real_servers.0',
    /either host or address/,
  ],
  ['NAT in capitals', only({ mode: 'NAT' }), 'virtual_servers.0.mode', /^Write nat\.$/],
  ['ipvsadm’s -g', only({ mode: '-g' }), 'virtual_servers.0.mode', /^Write dr\.$/],
  ['masquerading', only({ mode: 'masquerading' }), 'virtual_servers.0.mode', /^Write nat\.$/],
] as const) {
  test(`ipvsVars refuses ${what}`, (t) => {
    const issues = ipvsVars.safeParse(vars).error?.issues ?? []
    t.true(
      issues.some((issue) => issue.path.join('.') === path && message.test(issue.message)),
      JSON.stringify(issues),
    )
  })
}

// Keys of tutorials for keepalived, ldirectord and ipvsadm.
for (const [vars, said] of [
  [only({ lb_kind: 'DR' }), 'virtual_servers[0]: lb_kind: write mode: dr, nat or tun'],
  [only({ mode: 'masquerading' }), 'Write nat.'],
  [only({ lb_algo: 'rr' }), 'virtual_servers[0]: lb_algo: write scheduler'],
  [only({ gatewaying: true }), 'virtual_servers[0]: gatewaying: write mode: dr'],
  [only({ persistent: 600 }), 'virtual_servers[0]: persistent: write persistence, in seconds'],
  [
    only({ check: { http: '/' } }),
    'virtual_servers[0]: check: ipvsadm does not check servers; the role keepalived does',
  ],
  [
    reals({ host: 'web1', mode: 'nat' }),
    "virtual_servers[0].real_servers[0]: mode: write it beside the virtual server's",
  ],
  [{ ...only({}), vip: '10.77.0.100' }, 'vip: write vips'],
] as const) {
  test(`ipvsVars corrects keys of old tutorials: ${said}`, (t) => {
    const located = parseSource(new Source('vars.yml', JSON.stringify(vars)))
    const problems: EvenkeelError[] = []
    checkedValue(ipvsVars, { located, value: vars, title: '' }, problems)
    t.true(
      problems.some(({ message, hint }) => message.startsWith(said) || hint === said),
      problems.map(({ message }) => message).join('\n'),
    )
  })
}
