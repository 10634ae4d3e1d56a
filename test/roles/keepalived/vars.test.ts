import test from 'ava'
import type { EvenkeelError } from '../../../engine/errors/error.ts'
import { checkedValue } from '../../../engine/errors/issues.ts'
import { parseSource } from '../../../engine/errors/parse-yaml.ts'
import { Source } from '../../../engine/errors/source.ts'
import { Secret } from '../../../engine/secrets.ts'
import { keepalivedVars } from '../../../roles/keepalived/vars/vars.ts'

const instance = { name: 'web', vip: '10.77.0.100', router_id: 51 }
const server = { vip: '10.77.0.100', port: 80, mode: 'dr', real_servers: 'real_servers' }

const only = (more: object) => ({ instances: [{ ...instance, ...more }] })
const onlyServer = (more: object) => ({ virtual_servers: [{ ...server, ...more }] })

test('keepalivedVars takes a virtual server with its instance', (t) => {
  const vars = keepalivedVars.parse({
    instances: [{ name: 'web', vip: '10.77.0.100', router_id: 51 }],
    virtual_servers: [
      { vip: '10.77.0.100', port: 80, mode: 'dr', scheduler: 'rr', real_servers: 'real_servers', check: { http: '/' } },
    ],
  })
  t.like(vars.virtual_servers[0], { delay_loop: 6, quorum: 1, alpha: true, check: { http: { path: '/', timeout: 3 } } })
  t.is(vars.global.garp_master_refresh, 60)
})

test('keepalivedVars lets one address and port have TCP and UDP', (t) => {
  t.true(keepalivedVars.safeParse({ virtual_servers: [server, { ...server, protocol: 'udp' }] }).success)
})

test('keepalivedVars redacts a password in its errors', (t) => {
  const { instances } = keepalivedVars.parse(only({ auth_pass: 'sesame' }))
  t.is(JSON.stringify(instances[0]?.auth_pass), '"***"')
  const wrong = keepalivedVars.safeParse(only({ auth_pass: new Secret('open sesame', 'env:PASS') }))
  t.false(wrong.success)
  t.false(JSON.stringify(wrong.error?.issues).includes('sesame'))
})

test('keepalivedVars makes every instance track the balancer, with weight 0', (t) => {
  const vars = keepalivedVars.parse({ ...only({}), balancer: 'nginx' })
  t.deepEqual(vars.instances[0]?.track_process, ['nginx'])
  t.deepEqual(vars.track_processes, [{ name: 'nginx', process: 'nginx', quorum: 1, delay: 2, weight: 0 }])
})

test('keepalivedVars prefers an entry of track_processes for the balancer', (t) => {
  const own = { name: 'haproxy', process: 'haproxy', delay: 5, weight: -30 }
  const vars = keepalivedVars.parse({ ...only({}), balancer: 'haproxy', track_processes: [own] })
  t.deepEqual(vars.instances[0]?.track_process, ['haproxy'])
  t.deepEqual(vars.track_processes, [{ ...own, quorum: 1 }])
})

const listed = { real_servers: [{ host: 'web1', HTTP_GET: {} }] }

// Keys of tutorials (rules 16 to 27).
for (const [vars, path, said] of [
  [{ vrrp_instance: [] }, '', 'vrrp_instance: write instances'],
  [{ vrrp_script: [] }, '', 'for HAProxy or nginx balancer'],
  [{ global: { vrrp_strict: true } }, 'global', 'vrrp_strict: leave it out: it drops the traffic'],
  [{ global: { lvs_id: 'a' } }, 'global', 'lvs_id: write router_id'],
  [only({ nopreempt: true }), 'instances[0]', 'nopreempt: write preempt: false'],
  [only({ virtual_router_id: 51 }), 'instances[0]', 'virtual_router_id: write router_id'],
  [only({ lvs_sync_daemon_interface: 'eth0' }), 'instances[0]', 'lvs_sync_daemon_interface: write global'],
  [only({ extra: 'debug 1\nnopreempt' }), 'instances[0].extra', 'line 2, "nopreempt": write preempt: false'],
  [only({ vip: '127.0.0.2' }), 'instances[0].vip', '127.0.0.2 is a loopback address: no host can take it over'],
  [only({ vip: '224.0.0.18' }), 'instances[0].vip', '224.0.0.18 is a multicast address'],
  [only({ vip: '255.255.255.255' }), 'instances[0].vip', '255.255.255.255 is no address of a host'],
  [only({ vip: '10.77.0.255/24' }), 'instances[0].vip', 'is the broadcast address of its network'],
  [only({ vip: '10.77.0.0/24' }), 'instances[0].vip', '10.77.0.0/24 is a network'],
  [only({ vip: '::1' }), 'instances[0].vip', '::1 is a loopback address'],
  [onlyServer({ vip: '0.0.0.0' }), 'virtual_servers[0].vip', '0.0.0.0 is no address of a host'],
  [
    { instances: [instance, { ...instance, name: 'other', router_id: 52, vip: '10.77.0.100/24' }] },
    'instances[1].vip',
    '10.77.0.100 is an address of instance "web" already',
  ],
  [only({ vip: undefined, vips: ['10.77.0.100', '10.77.0.100'] }), 'instances[0].vips[1]', 'is there twice'],
  [only({ auth_pass: 'a', vip: 'fd00::1' }), 'instances[0].auth_pass', 'knows no passwords'],
  [
    { ...only({ auth_pass: 'a' }), global: { vrrp_version: 3 } },
    'instances[0].auth_pass',
    'version 3 of VRRP, which IPv6 has, knows no',
  ],
  [only({ state: 'MASTER', preempt_delay: 5 }), 'instances[0].preempt_delay', 'works only with state BACKUP'],
  [only({ vip: 'fd00::1', advert_int: 41 }), 'instances[0].advert_int', 'at most 40.95 seconds with version 3'],
  [only({ source: 'fd00::1' }), '', 'instances[0].source must be of the same family'],
  [only({ unicast: { lb1: '10.0.0.1', lb2: 'fd00::1' } }), '', 'instances[0].unicast must be of the same family'],
  [only({ vip: { address: 'fd00::1', label: 'a' } }), 'instances[0].vip.label', 'have no label'],
  [only({ excluded_vips: ['10.77.0.100'] }), 'instances[0].excluded_vips[0]', '10.77.0.100 is there twice'],
  [{ ...only({}), global: { mcast_group: '10.1.1.1' } }, 'global.mcast_group', 'a multicast address of IPv4'],
  [
    { ...only({}), sync_groups: [{ name: 'a', instances: ['web'] }] },
    'sync_groups[0].instances',
    'at least two instances',
  ],
  [
    {
      instances: [instance, { ...instance, name: 'b', vip: '10.77.0.101', router_id: 52 }],
      sync_groups: [
        { name: 'one', instances: ['web', 'b'] },
        { name: 'two', instances: ['b', 'web'] },
      ],
    },
    'sync_groups[1].instances[0]',
    '"b" is in sync group "one" already',
  ],
  [
    { virtual_servers: [{ fwmark: 1, mode: 'dr', real_servers: 'real_servers', check: { http: '/' } }] },
    'virtual_servers[0].check',
    'keepalived would ask port 0',
  ],
  [
    { virtual_servers: [{ fwmark: 1, mode: 'dr', real_servers: [{ host: 'web1', check: { tcp: true } }] }] },
    'virtual_servers[0].real_servers[0].check',
    'keepalived would ask port 0',
  ],
  [onlyServer({ check: [{ tcp: true }, { none: true }] }), 'virtual_servers[0].check', 'none stands alone'],
  [onlyServer({ check: { file: { track_file: 'x' } } }), 'virtual_servers[0].check[0]', 'no track_files entry "x"'],
  [
    onlyServer({ check: { udp: { payload: '0a' } } }),
    'virtual_servers[0].check.udp.payload',
    'keepalived 2.2 cannot read',
  ],
  [onlyServer({ check: { SMTP_CHECK: {} } }), 'virtual_servers[0].check', 'SMTP_CHECK: write check: { smtp: … }'],
  [onlyServer({ connect_ip: '10.0.0.1' }), 'virtual_servers[0]', 'connect_ip: write it into a check'],
  [{ extra_first: 'vrrp_instance a {\n}' }, 'extra_first', 'instances and virtual servers go into extra'],
  [{ bfd_instance: [] }, '', 'into extra_first'],
  [only({ unicast: '10.77.0.11' }), 'instances[0].unicast', 'a network such as 10.0.0.0/24 is needed'],
  [onlyServer({ lb_algo: 'rr' }), 'virtual_servers[0]', 'lb_algo: write scheduler'],
  [onlyServer({ lb_kind: 'DR' }), 'virtual_servers[0]', 'lb_kind: write mode'],
  [onlyServer({ nat_mask: '255.255.255.0' }), 'virtual_servers[0]', 'nat_mask: gone'],
  [onlyServer({ extra: 'nat_mask 255.255.255.0' }), 'virtual_servers[0].extra', 'line 1, "nat_mask": gone'],
  [onlyServer({ persistence_timeout: 50 }), 'virtual_servers[0]', 'persistence_timeout: write persistence'],
  [onlyServer(listed), 'virtual_servers[0].real_servers[0]', 'HTTP_GET: write check: { http: … }'],
  [onlyServer({ check: { HTTP_GET: {} } }), 'virtual_servers[0].check', 'HTTP_GET: write http'],
  [
    onlyServer({ check: { tcp: { nb_get_retry: 3 } } }),
    'virtual_servers[0].check.tcp',
    'nb_get_retry: is called retry today',
  ],
  [
    { extra: 'virtual_server 10.0.0.1 80 {\n  HTTP_GET {\n    nb_get_retry 3\n  }\n}' },
    'extra',
    'line 3, "nb_get_retry": is called retry today',
  ],
] as const) {
  test(`keepalivedVars corrects keys of old tutorials, in ${path || 'the vars'}: ${said}`, (t) => {
    const located = parseSource(new Source('vars.yml', JSON.stringify(vars)))
    const problems: EvenkeelError[] = []
    checkedValue(keepalivedVars, { located, value: vars, title: '' }, problems)
    const place = path === '' ? '' : `${path}: `
    t.true(
      problems.some(({ message }) => message.startsWith(place) && message.includes(said)),
      problems.map(({ message }) => message).join('\n'),
    )
  })
}

for (const [what, vars, path] of [
  ['an unknown key', { instance: [] }, ''],
  ['an address that is none', only({ vip: '10.77.0.256' }), 'instances.0.vip'],
  ['no address', only({ vip: undefined }), 'instances.0'],
  ['an address twice over', only({ vips: ['10.77.0.101'] }), 'instances.0'],
  ['addresses of two families', only({ vip: undefined, vips: ['10.77.0.100', 'fd00::1'] }), 'instances.0.vips'],
  ['a router_id of 256', only({ router_id: 256 }), 'instances.0.router_id'],
  ['a priority of 255', only({ priority: 255 }), 'instances.0.priority'],
  ['text for a number', only({ router_id: '51' }), 'instances.0.router_id'],
  ['half a second with version 2', only({ advert_int: 0.5 }), 'instances.0.advert_int'],
  ['preempt_delay without preempt', only({ preempt: false, preempt_delay: 5 }), 'instances.0.preempt_delay'],
  ['an instance with a brace', only({ name: 'web {' }), 'instances.0.name'],
  ['an interface with a newline', only({ interface: 'eth0\nfoo' }), 'instances.0.interface'],
  [
    'a sync daemon of an unknown instance',
    { ...only({}), global: { lvs_sync_daemon: { interface: 'eth0', instance: 'x' } } },
    'global.lvs_sync_daemon.instance.0',
  ],
  ['an unknown track', only({ track_process: ['nginx'] }), 'instances.0.track_process.0'],
  ['an unknown file', only({ track_file: ['writer'] }), 'instances.0.track_file.0'],
  ['a file by a relative path', { track_files: [{ name: 'writer', file: 'vip' }] }, 'track_files.0.file'],
  ['a script with a quote', only({ notify: { any: '/bin/echo "x"' } }), 'instances.0.notify.any'],
  ['a script with a variable', only({ notify: { any: '/bin/echo $HOME' } }), 'instances.0.notify.any'],
  ['a relative script', only({ notify: { any: 'notify.sh' } }), 'instances.0.notify.any'],
  ['two instances of one name', { instances: [instance, instance] }, 'instances.1'],
  [
    'an unknown member of a sync group',
    { sync_groups: [{ name: 'g', instances: ['x', 'web'] }] },
    'sync_groups.0.instances.0',
  ],
  ['a service twice', { virtual_servers: [server, server] }, 'virtual_servers.1'],
  ['an unknown scheduler', onlyServer({ scheduler: 'rrr' }), 'virtual_servers.0.scheduler'],
  ['an unknown mode', onlyServer({ mode: 'DR' }), 'virtual_servers.0.mode'],
  ['a service without a port', onlyServer({ port: undefined }), 'virtual_servers.0'],
  ['a mark and an address', onlyServer({ fwmark: 1 }), 'virtual_servers.0'],
  ['single packets of TCP', onlyServer({ one_packet: true }), 'virtual_servers.0.one_packet'],
  ['two checks at once', onlyServer({ check: { http: '/', tcp: true } }), 'virtual_servers.0.check'],
  ['a path with a quote', onlyServer({ check: { http: '/"' } }), 'virtual_servers.0.check'],
  [
    'a host and an address',
    onlyServer({ real_servers: [{ host: 'web1', address: '10.0.0.1' }] }),
    'virtual_servers.0.real_servers.0',
  ],
  [
    'a netmask for IPv6 prefix',
    onlyServer({ persistence: { granularity: 24 } }),
    'virtual_servers.0.persistence.granularity',
  ],
  ['a hysteresis that reaches the quorum', onlyServer({ quorum: 2, hysteresis: 2 }), 'virtual_servers.0.hysteresis'],
  [
    'a sorry server of another family',
    onlyServer({ sorry_server: { address: 'fd00::9' } }),
    'virtual_servers.0.sorry_server.address',
  ],
  ['an e-mail address with a newline', { global: { notification_email: ['a@b\nc'] } }, 'global.notification_email.0'],
] as const) {
  test(`keepalivedVars refuses ${what}`, (t) => {
    const checked = keepalivedVars.safeParse(vars)
    t.true(
      checked.error?.issues.some((issue) => issue.path.join('.') === path),
      JSON.stringify(checked.error?.issues ?? checked.data),
    )
  })
}
