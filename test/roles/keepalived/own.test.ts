import test from 'ava'
import role from '../../../roles/keepalived/role.ts'
import { keepalivedVars } from '../../../roles/keepalived/vars/vars.ts'
import { contextOf, lb1, lb2 } from '../hosts.ts'

const second = `virtual_server 10.77.0.101 53 {
    protocol UDP
    lvs_sched mh
    lvs_method DR
    real_server 10.77.0.21 53 {
        weight 1
    }
}
virtual_server fwmark 7 {
    lvs_method NAT
}
vrrp_instance other {
    state BACKUP
    virtual_ipaddress {
        10.77.0.101/24 dev vec0
    }
}`
const server = { vip: '10.77.0.100', port: 80, mode: 'dr', scheduler: 'rr', real_servers: 'real_servers' }
const context = (vars: object) => contextOf(keepalivedVars.parse(vars), lb1, [lb1, lb2])
const table = `-A -t 10.77.0.100:80 -s rr
-a -t 10.77.0.100:80 -r 10.77.0.21:80 -g -w 1
-a -t 10.77.0.100:80 -r 10.77.0.22:80 -g -w 2
-A -u 10.77.0.101:53 -s mh
-a -u 10.77.0.101:53 -r 10.77.0.21:53 -g -w 1
-A -f 7 -s wlc
`

/** Judges the table of a director. */
function judged(vars: object, output = table) {
  const check = role.checks?.(context(vars)).find(({ title }) => title === 'IPVS table of lb1 is as described')
  return check?.judge([{ from: 'lb1', status: 0, output }])
}

test('a second virtual_server in extra is no stranger in the table, and is told', (t) => {
  const vars = { virtual_servers: [server], extra: second }
  t.true(judged(vars)?.holds, judged(vars)?.saw)
  t.regex(
    judged({ virtual_servers: [server] })?.saw ?? '',
    /udp 10\.77\.0\.101:53 is in the table, but is not described/,
  )
  t.deepEqual(role.remarks?.(context(vars)), [
    'udp 10.77.0.101:53 stands only in extra: its servers and requests are not judged',
    'fwmark 7 stands only in extra: its servers and requests are not judged',
  ])
})

test('virtual servers in extra alone own the table, load modules and open ports', (t) => {
  const vars = { extra: second, balancer: 'haproxy' }
  t.deepEqual(role.owns?.(context(vars)), ['the IPVS table'])
  const ids = role.resources(context(vars)).map(({ id }) => id)
  for (const id of ['kernel_module:ip_vs_mh', 'package:ipvsadm', 'sysctl:net.ipv4.ip_nonlocal_bind'])
    t.true(ids.includes(id))
  t.deepEqual(
    role.openings?.(context(vars)).map(({ protocol, port }) => [protocol, port]),
    [['udp', 53]],
  )
  t.deepEqual(role.owns?.(context({ extra: '# virtual_server 10.0.0.1 80 {' })), [])
})

test('a virtual_server_group in extra may add any service', (t) => {
  const extra = 'virtual_server_group a {\n    10.77.0.102 80\n}\nvirtual_server group a {\n    lvs_method DR\n}'
  t.true(judged({ virtual_servers: [server], extra })?.holds)
  t.regex(role.remarks?.(context({ extra }))?.[0] ?? '', /^a virtual_server_group in extra/)
})
