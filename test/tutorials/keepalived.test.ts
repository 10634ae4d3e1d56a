import { accepts, type LegacyForm, refusesLegacy, reports } from './legacy-forms.ts'

const instance = (more: string) => `{ instances: [{ name: web, vip: 10.77.0.100, router_id: 51, ${more} }] }`
const server = (more: string) =>
  `{ virtual_servers: [{ vip: 10.77.0.100, port: 80, mode: dr, real_servers: real_servers, ${more} }] }`
const real = (more: string) =>
  `{ virtual_servers: [{ vip: 10.77.0.100, port: 80, mode: dr, real_servers: [{ host: web1, ${more} }] }] }`
const global = (more: string) => `{ global: { ${more} } }`
const script = (line: string) =>
  `{ instances: [{ name: web, vip: 10.77.0.100, router_id: 51, track_script: [ok] }], track_scripts: [{ name: ok, script: "${line}" }] }`

const KEYS: readonly LegacyForm[] = [
  ['{ vrrp_instance: {} }', 'vrrp_instance', 'write instances, a list'],
  ['{ state: MASTER }', 'state', 'instances: [{ name: web, state: … }]'],
  ['{ virtual_ipaddress: [10.77.0.100] }', 'virtual_ipaddress', 'instances: [{ name: web, vip: … }]'],
  ['{ real_server: {} }', 'real_server', 'virtual_servers: [{ real_servers: … }]'],
  ['{ static_routes: [] }', 'static_routes', 'write it into extra'],
  [instance('nopreempt: true'), 'nopreempt', 'write preempt: false'],
  [instance('authentication: { auth_pass: "1111" }'), 'authentication', 'write auth_pass'],
  [instance('smtp_alert: true'), 'smtp_alert', 'write it into extra, as keepalived has it'],
  [global('vrrp_strict: true'), 'vrrp_strict', 'leave it out: it drops the traffic'],
  [global('vrrp_skip_check_adv_addr: true'), 'vrrp_skip', 'write it into extra'],
  [server('lb_algo: rr'), 'lb_algo', 'write scheduler'],
  [server('lb_kind: DR'), 'lb_kind', 'write mode: dr, nat or tun'],
  [server('nat_mask: 255.255.255.0'), 'nat_mask', 'leave it out'],
  [server('persistence_timeout: 50'), 'persistence_timeout', 'write persistence, in seconds'],
  [server('delay_before_retry: 3'), 'delay_before_retry', 'write it into a check'],
  [real('TCP_CHECK: { connect_timeout: 3 }'), 'TCP_CHECK', 'write check: { tcp: … }'],
  [real('nb_get_retry: 3'), 'nb_get_retry', 'write it into a check: check: { tcp: { timeout: 3, retry: 2'],
  [real('SMTP_CHECK: {}'), 'SMTP_CHECK', 'write check: { smtp: … }'],
  [server('check: { tcp: { connect_timeout: 3 } }'), 'connect_timeout', 'write timeout'],
]

const VALUES: readonly LegacyForm[] = [
  [instance('auth_pass: 1111'), '1111', 'must be text: quote the number'],
  [instance('notify: /etc/notify.sh'), '/etc/notify.sh', 'such as { any: /etc/keepalived/notify.sh }'],
  [
    '{ instances: [{ name: web, vip: 10.77.0.100/24 dev eth0 label eth0:1, router_id: 51 }] }',
    '10.77',
    'for its own interface or label',
  ],
  [server('scheduler: round-robin'), 'round-robin', 'Write rr.'],
  [server('sorry_server: 127.0.0.1 80'), '127', 'such as { address: 127.0.0.1, port: 80 }'],
  [server('check: TCP_CHECK'), 'TCP_CHECK', 'such as { http: / } or { tcp: true }'],
  [
    '{ virtual_servers: [{ vip: 10.77.0.100 80, mode: DR, real_servers: [10.77.0.21] }] }',
    '10.77.0.100',
    'vip: 10.0.0.100, port: 80',
  ],
  ['{ virtual_servers: [{ vip: 10.77.0.100, port: 80, mode: DR, real_servers: a }] }', 'DR', 'Write dr.'],
  [
    '{ virtual_servers: [{ vip: 10.77.0.100, port: 80, mode: dr, real_servers: [10.77.0.21] }] }',
    '10.77.0.21',
    'such as { address: 10.0.0.21, weight: 1 }',
  ],
  [script('killall -0 haproxy'), '"killall', 'write balancer: haproxy or nginx'],
  [script('[ `ps -C nginx | wc -l` -eq 0 ] && systemctl stop keepalived'), '"[', 'it stops keepalived'],
]

const LINES: readonly LegacyForm[] = [
  [instance('extra: "nopreempt\\nstate MASTER"'), '"nopreempt', 'line 1, "nopreempt": write preempt: false'],
  [instance('extra: "nopreempt\\nstate MASTER"'), '"nopreempt', 'line 2, "state": write it beside extra'],
  [server('extra: "lb_algo rr"'), '"lb_algo', 'line 1, "lb_algo": write scheduler'],
  [server('extra: "delay_loop 6"'), '"delay_loop', 'write it beside extra'],
  ['{ extra: "virtual_server 10.0.0.1 80 {\\n nat_mask 255.255.255.0\\n}" }', '"virtual', 'line 2, "nat_mask": gone'],
]

refusesLegacy('keepalived', [...KEYS, ...VALUES, ...LINES])

const WHOLE = 'vrrp_instance a {\\n authentication {\\n auth_type PASS\\n }\\n state MASTER\\n nopreempt # stay\\n}'

reports('keepalived', [
  [instance('state: MASTER, preempt: false'), 'refuse', 'works only with state BACKUP'],
  [
    instance(`extra: "use_vmac"`).replace(' }] }', ` }], extra: "${WHOLE}" }`),
    'refuse',
    'extra, line 6, vrrp_instance a',
  ],
  [script('/usr/bin/killall -0 haproxy'), 'refuse', 'looks for a process'],
])

const MASTER_AND_OTHER = 'vrrp_instance a {\\n state MASTER\\n}\\nvrrp_instance b {\\n state BACKUP\\n nopreempt\\n}'

accepts('keepalived', [
  instance('extra: "smtp_alert\\ntrack_interface {\\n vec0 weight 10\\n}\\ntrack_file {\\n state weight 1\\n}"'),
  instance('priority: 100').replace(' }] }', ` }], extra: "${MASTER_AND_OTHER}" }`),
  real('check: { none: true }, extra: "SMTP_CHECK {\\n connect_timeout 3\\n retry 2\\n}"'),
  server('scheduler: rr, extra: "ha_suspend"'),
])
