import test from 'ava'
import { Secret } from '../../../engine/secrets.ts'
import { keepalivedVars } from '../../../roles/keepalived/vars.ts'

const instance = { name: 'web', vip: '10.77.0.100', router_id: 51 }
const server = { vip: '10.77.0.100', port: 80, mode: 'dr', real_servers: 'real_servers' }

const only = (more: object) => ({ instances: [{ ...instance, ...more }] })
const onlyServer = (more: object) => ({ virtual_servers: [{ ...server, ...more }] })

test('keepalivedVars takes the shape of the design', (t) => {
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

test('keepalivedVars keeps a password out of what it says', (t) => {
  const { instances } = keepalivedVars.parse(only({ auth_pass: 'sesame' }))
  t.is(JSON.stringify(instances[0]?.auth_pass), '"***"')
  const wrong = keepalivedVars.safeParse(only({ auth_pass: new Secret('open sesame', 'env:PASS') }))
  t.false(wrong.success)
  t.false(JSON.stringify(wrong.error?.issues).includes('sesame'))
})

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
  ['an unknown track', only({ track_process: ['nginx'] }), 'instances.0.track_process.0'],
  ['a script with a quote', only({ notify: { any: '/bin/echo "x"' } }), 'instances.0.notify.any'],
  ['a script with a variable', only({ notify: { any: '/bin/echo $HOME' } }), 'instances.0.notify.any'],
  ['a relative script', only({ notify: { any: 'notify.sh' } }), 'instances.0.notify.any'],
  ['two instances of one name', { instances: [instance, instance] }, 'instances.1'],
  [
    'an unknown member of a sync group',
    { sync_groups: [{ name: 'g', instances: ['x'] }] },
    'sync_groups.0.instances.0',
  ],
  ['a service twice', { virtual_servers: [server, server] }, 'virtual_servers.1'],
  ['an unknown scheduler', onlyServer({ scheduler: 'rrr' }), 'virtual_servers.0.scheduler'],
  ['an unknown mode', onlyServer({ mode: 'DR' }), 'virtual_servers.0.mode'],
  ['a service without a port', onlyServer({ port: undefined }), 'virtual_servers.0'],
  ['a mark and an address', onlyServer({ fwmark: 1 }), 'virtual_servers.0'],
  ['single packets of TCP', onlyServer({ one_packet: true }), 'virtual_servers.0.one_packet'],
  ['two checks at once', onlyServer({ check: { http: '/', tcp: true } }), 'virtual_servers.0.check'],
  ['a path with a quote', onlyServer({ check: { http: '/"' } }), 'virtual_servers.0.check.http'],
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
