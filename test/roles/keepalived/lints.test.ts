import test from 'ava'
import { Secret } from '../../../engine/secrets.ts'
import { lvsLints } from '../../../roles/keepalived/lints/lvs.ts'
import { vipLints } from '../../../roles/keepalived/lints/vips.ts'
import { vrrpLints } from '../../../roles/keepalived/lints/vrrp.ts'
import { keepalivedVars } from '../../../roles/keepalived/vars/vars.ts'
import { facts, find as findHosts, host, lb1, lb2 } from '../hosts.ts'

const instance = { name: 'web', vip: '10.77.0.100', router_id: 51 }
const inner = { name: 'inner', vip: '10.77.0.110', router_id: 52 }
const server = { vip: '10.77.0.100', port: 80, mode: 'dr', scheduler: 'wrr', real_servers: 'real_servers' }
const two = [lb1, lb2]

/** A real server that is reached at the address of a router. */
const natted = { ...host('natted', '203.0.113.6'), facts: facts('10.77.0.29') }
const find = (pattern: string) => (pattern === 'natted' ? [natted] : findHosts(pattern))

const only = (more: object) => ({ instances: [{ ...instance, ...more }] })
const onlyServer = (more: object) => ({ ...only({}), virtual_servers: [{ ...server, ...more }] })
const process = { name: 'nginx', process: 'nginx' }
const script = (line: string) => ({ ...only({ track_script: ['s'] }), track_scripts: [{ name: 's', script: line }] })

function lintsOf(vars: object, members = two) {
  const director = { host: members[0] ?? lb1, members, hosts: find }
  const parsed = keepalivedVars.parse(vars)
  return [...vrrpLints(parsed, director), ...vipLints(parsed, director), ...lvsLints(parsed, director)].map(
    ({ rule, level }) => `${level} ${rule}`,
  )
}

const equal = [host('a', '10.77.0.11', { priority: 100 }), host('b', '10.77.0.12', { priority: 100 })]
/** A member on two networks: it is reached from outside at an address that it does not have. */
const behindNat = (number: number) => {
  const more = [
    { name: 'eth0', addresses: [`192.0.2.1${number}/24`] },
    { name: 'eth1', addresses: [`10.77.0.1${number}/24`, '10.77.0.100/32'] },
  ]
  const reached = host(`lb${number}`, '203.0.113.5', { priority: 100 - number })
  return { ...reached, facts: facts(`192.0.2.1${number}`, { interfaces: more }) }
}
const behind = [behindNat(1), behindNat(2)]
const alone = [lb1]
const interfaces = [
  { name: 'vec0', addresses: ['10.77.0.11/24'] },
  { name: 'vec1', addresses: ['10.78.0.11/24'] },
]
const routers = [{ ...lb1, facts: facts('10.77.0.11', { interfaces }) }, lb2]
const between = {
  instances: [instance, { ...inner, vip: '10.78.0.100' }],
  virtual_servers: [{ ...server, mode: 'nat', real_servers: [{ address: '10.78.0.21' }] }],
}
const withoutMh = { ...lb1, facts: facts('10.77.0.11', { ipvsSchedulers: ['rr', 'wlc'] }) }
const unknown = { ...lb1, facts: facts('10.77.0.11', { ipvsSchedulers: undefined }) }

for (const [what, vars, members, lints] of [
  ['nothing in a plain description', onlyServer({ check: { http: '/' } }), two, []],
  ['weights that rr ignores', onlyServer({ scheduler: 'rr' }), two, ['warn 11']],
  ['weights that lc ignores', onlyServer({ scheduler: 'lc' }), two, ['warn 11']],
  ['nothing in equal weights with rr', onlyServer({ scheduler: 'rr', real_servers: [{ host: 'web1' }] }), two, []],
  ['nothing in NAT on one network, with the VIP as the gateway', onlyServer({ mode: 'nat' }), two, []],
  ['no gateway in NAT between two networks', { ...between, instances: [instance] }, routers, ['warn 6']],
  ['a gateway that moves without the VIP', between, routers, ['refuse 6']],
  [
    'nothing in NAT behind routers',
    { ...onlyServer({ mode: 'nat', real_servers: [{ address: '10.99.0.1' }] }) },
    routers,
    [],
  ],
  [
    'nothing in NAT with a sync group',
    {
      ...between,
      sync_groups: [{ name: 'g', instances: ['web', 'inner'] }],
    },
    routers,
    [],
  ],
  ['nothing in NAT with one director', onlyServer({ mode: 'nat' }), alone, []],
  ['another port with DR', onlyServer({ real_servers: [{ host: 'web1', port: 8080 }] }), two, ['refuse 7']],
  [
    'another port with TUN',
    onlyServer({ mode: 'tun', real_servers: [{ host: 'web1', port: 8080 }] }),
    two,
    ['refuse 7'],
  ],
  [
    'another port of a sorry server with DR',
    onlyServer({ sorry_server: { address: '10.77.0.31', port: 8080 } }),
    two,
    ['refuse 7'],
  ],
  [
    'nothing in another port of a sorry server with NAT',
    onlyServer({ mode: 'nat', sorry_server: { address: '10.77.0.31', port: 8080 } }),
    two,
    [],
  ],
  ['a director that serves', onlyServer({ real_servers: [{ host: 'lb1' }, { host: 'web1' }] }), two, ['warn 10']],
  ['a scheduler that the kernel does not have', onlyServer({ scheduler: 'mh' }), [withoutMh, lb2], ['refuse 11']],
  ["nothing if the kernel's schedulers are unknown", onlyServer({ scheduler: 'mh' }), [unknown, lb2], []],
  ['MASTER without preemption', only({ state: 'MASTER', preempt: false }), two, ['refuse 16']],
  ['equal priorities', only({}), equal, ['warn 16']],
  ['equal priorities without preemption', only({ preempt: false }), equal, ['warn 16']],
  [
    'a weight without preemption',
    { ...only({ preempt: false, track_process: ['nginx'] }), track_processes: [{ ...process, weight: 20 }] },
    two,
    ['warn 17'],
  ],
  [
    'a weight of a file without preemption',
    {
      ...only({ preempt: false, track_file: ['writer'] }),
      track_files: [{ name: 'writer', file: '/run/evenkeel-writer/vip', weight: -250 }],
    },
    two,
    ['warn 17'],
  ],
  [
    'a weight below the gap',
    { ...only({ track_process: ['nginx'] }), track_processes: [{ ...process, weight: -10 }] },
    two,
    ['warn 17'],
  ],
  [
    'nothing in a weight above the gap',
    { ...only({ track_process: ['nginx'] }), track_processes: [{ ...process, weight: -11 }] },
    two,
    [],
  ],
  [
    'a weight in a sync group',
    {
      instances: [{ ...instance, track_process: ['nginx'] }, inner],
      sync_groups: [{ name: 'g', instances: ['web', 'inner'] }],
      track_processes: [{ ...process, weight: -50 }],
    },
    two,
    ['refuse 17'],
  ],
  ['a script that looks for a process', script('/usr/bin/pgrep nginx'), two, ['refuse 18']],
  ['a script that stops keepalived', script('/usr/bin/systemctl stop keepalived'), two, ['refuse 18']],
  ['a script that sends a process signal 0', script('/usr/bin/killall -0 haproxy'), two, ['refuse 18']],
  [
    "a script in keepalived's own words",
    { ...only({}), extra: 'vrrp_script chk {\n    script "killall -0 haproxy"\n}' },
    two,
    ['refuse 18'],
  ],
  ['nothing in an argument that names keepalived', script("/usr/local/bin/tell 'stop keepalived'"), two, []],
  ['nothing in an argument that is ps', script('/usr/local/bin/measure ps -e'), two, []],
  ['nothing in a shell that prints of it', script("/bin/sh -c '/usr/local/bin/tell keepalived stop'"), two, []],
  ['a shell that looks for a process', script("/bin/sh -c '/usr/bin/pgrep nginx || exit 1'"), two, ['refuse 18']],
  ['a shell that stops keepalived', script("/bin/bash -c 'true; systemctl stop keepalived'"), two, ['refuse 18']],
  ['a wrapped look for a process', script('/usr/bin/timeout 2 /usr/bin/pidof nginx'), two, ['refuse 18']],
  ['an init script', script('/etc/init.d/keepalived stop'), two, ['refuse 18']],
  ['a kill of keepalived', script('/usr/bin/pkill keepalived'), two, ['refuse 18']],
  ['nothing in strict_mode off', only({ extra: 'strict_mode off' }), two, []],
  [
    'nothing in a weight of a group that counts weights',
    {
      instances: [{ ...instance, track_process: ['nginx'] }, inner],
      sync_groups: [{ name: 'g', instances: ['web', 'inner'], tracking_weight: true }],
      track_processes: [{ ...process, weight: -50 }],
    },
    two,
    [],
  ],
  [
    'opposite priorities in a sync group',
    {
      instances: [instance, { ...inner, priority: { lb1: 90, lb2: 100 } }],
      sync_groups: [{ name: 'g', instances: ['web', 'inner'] }],
    },
    two,
    ['warn 16'],
  ],
  ['nothing in a script that has ps in its name', script('/usr/local/sbin/check-ps'), two, []],
  ['tracking with DR', { ...onlyServer({}), conntrack: true }, two, ['warn 8']],
  ['nothing in tracking with NAT', { ...onlyServer({ mode: 'nat' }), conntrack: true }, two, []],
  ['nothing in a balancer', { ...only({ preempt: false }), balancer: 'haproxy' }, two, []],
  ['a script that others can write', script('/tmp/check.sh'), two, ['warn 19']],
  ['nothing in a good script', script('/usr/local/sbin/check-web'), two, []],
  ['a password of nine characters', only({ auth_pass: new Secret('opensesam', 'env:PASS') }), two, ['refuse 21']],
  ['nothing in a password of eight', only({ auth_pass: new Secret('opensesa', 'env:PASS') }), two, []],
  ['vrrp_strict', { ...only({}), global: { extra: 'vrrp_strict' } }, two, ['refuse 21']],
  ['one router_id on one network', { instances: [instance, { ...inner, router_id: 51 }] }, two, ['refuse 22']],
  ['unicast without a peer', only({ unicast: true }), alone, ['refuse 23']],
  ['unicast to addresses that members do not have', only({ unicast: true }), behind, ['refuse 55', 'refuse 55']],
  ['nothing in unicast by a network', only({ unicast: '10.77.0.0/24' }), behind, []],
  ['nothing in unicast by a map', only({ unicast: { lb1: '10.77.0.11', lb2: '192.0.2.12' } }), behind, []],
  ['a wrong address in a map', only({ unicast: { lb1: '10.77.0.11', lb2: '10.77.0.13' } }), behind, ['refuse 55']],
  [
    'a source to which nobody sends',
    only({ unicast: { lb1: '10.77.0.11', lb2: '10.77.0.12' }, source: '192.0.2.11' }),
    behind,
    ['refuse 55'],
  ],
  ['nothing in multicast', only({}), behind, []],
  [
    'a misspelt member in unicast',
    only({ unicast: { lb1: '10.77.0.11', lb2: '10.77.0.12', lb9: '10.77.0.19' } }),
    behind,
    ['refuse 55'],
  ],
  ['an interface that the host does not have', only({ interface: 'eth7' }), two, ['warn 56', 'warn 20']],
  ['a tracked interface that the host does not have', only({ track_interface: ['eth7'] }), two, ['warn 20']],
  [
    'nothing in an interface that comes later',
    { ...only({ track_interface: ['eth7'] }), global: { extra: 'dynamic_interfaces' } },
    two,
    [],
  ],
  ['an address on another network than its interface', only({ interface: 'eth0' }), behind, ['warn 56']],
  [
    'nothing in an address with its own interface',
    only({ interface: 'eth0', vip: { address: '10.77.0.100', interface: 'eth1', label: 'eth1:web' } }),
    behind,
    [],
  ],
  [
    'nothing in a service at an excluded address',
    { ...onlyServer({ vip: '10.77.0.101' }), ...only({ excluded_vips: ['10.77.0.101'] }) },
    two,
    [],
  ],
  ['a misspelt member in priority', only({ priority: { lb9: 90 } }), two, ['refuse 16']],
  [
    'a real server without its address',
    onlyServer({ real_servers: [{ host: 'natted' }, { host: 'web1' }] }),
    two,
    ['warn 55'],
  ],
  ['a VIP that is the address of a member', only({ vip: '10.77.0.12' }), two, ['refuse 56']],
  ['a VIP that is the address of a server', only({ vip: '10.77.0.21' }), two, ['refuse 56']],
  ['a VIP at which a member is logged in to', only({ vip: '192.0.2.12' }), behind, ['refuse 56']],
  ['a VIP that is the broadcast address', only({ vip: '10.77.0.255' }), two, ['refuse 56']],
  ['nothing in a VIP that is held', only({}), behind, []],
  [
    'a real server at a VIP',
    onlyServer({ real_servers: [{ address: '10.77.0.100' }, { host: 'web1' }] }),
    two,
    ['refuse 56'],
  ],
  ['a service that no instance carries', onlyServer({ vip: '10.77.0.101' }), two, ['refuse 56']],
  [
    'nothing in a service that an instance in extra carries',
    {
      ...onlyServer({ vip: '10.77.0.101' }),
      extra: 'vrrp_instance b {\n  virtual_ipaddress {\n    10.77.0.101/24\n  }\n}',
    },
    two,
    [],
  ],
  [
    "nothing in a service at the director's own address",
    { virtual_servers: [{ ...server, vip: '10.77.0.11' }] },
    two,
    [],
  ],
  ['a service without instances that nobody carries', { virtual_servers: [server] }, two, ['warn 56']],
  ['a quorum above all weights', onlyServer({ quorum: 4 }), two, ['refuse 26']],
] as const) {
  test(`lints find ${what}`, (t) => t.deepEqual(lintsOf(vars, [...members]), [...lints]))
}
