import test from 'ava'
import type { Role } from '../../../../roles/contract.ts'
import ipvs from '../../../../roles/ipvs/role.ts'
import keepalived from '../../../../roles/keepalived/role.ts'
import realServer from '../../../../roles/real_server/role.ts'
import { contextOf, facts, find, lb1, lb2, web1 } from '../../hosts.ts'

const instance = { name: 'web', vip: '10.77.0.100', router_id: 51 }
const server = { vip: '10.77.0.100', port: 80, mode: 'dr', real_servers: 'real_servers' }

function warnings<Vars>(role: Role<Vars>, vars: object, host = lb1, cloud = 'Amazon EC2') {
  const of = { ...host, facts: facts(host.address, { cloud }) }
  const hosts = (pattern: string) => (pattern === 'all' ? [lb1, lb2] : find(pattern))
  const found = role.lints?.(contextOf(role.vars.parse(vars), of, [of, lb2], { hosts })) ?? []
  return found.filter(({ rule }) => rule === 52).map(({ level, message }) => `${level}: ${message}`)
}

const multicast = 'warn: Amazon EC2 often drops VRRP by multicast: write unicast: true into instances web'
const address =
  'warn: Amazon EC2 often drops what goes to addresses that it did not give out: ask it for 10.77.0.100 as a secondary private address, which a notify script moves by its API'
const foreign = (mode: string) =>
  `warn: Amazon EC2 often drops packets that are not from or to a host's own address, as mode ${mode} sends them: on directors and real servers, switch off the source/destination check of their network interfaces`

for (const [what, found, expected] of [
  [
    'keepalived with direct routing',
    warnings(keepalived, { instances: [instance], virtual_servers: [server] }),
    [multicast, address, foreign('dr')],
  ],
  ['keepalived by unicast', warnings(keepalived, { instances: [{ ...instance, unicast: true }] }), [address]],
  [
    'a table by ipvsadm, with translation',
    warnings(ipvs, { virtual_servers: [{ ...server, mode: 'nat' }] }),
    [address, foreign('nat')],
  ],
  ['a server behind tunnels', warnings(realServer, { vip: instance.vip, mode: 'tun' }, web1), [foreign('tun')]],
  [
    'nothing in a server behind NAT',
    warnings(realServer, { vip: '10.9.0.1', mode: 'nat', gateway: '10.77.0.110' }, web1),
    [],
  ],
] as const) {
  test(`cloudLints() finds ${what} on a cloud`, (t) => t.deepEqual(found, [...expected]))
}

test("cloudLints() uses the cloud's own names, or says to ask", (t) => {
  const of = (cloud: string) =>
    warnings(keepalived, { instances: [instance], virtual_servers: [server] }, lb1, cloud).join('\n')
  t.regex(of('OpenStack'), /allowed_address_pairs/)
  t.regex(of('DigitalOcean'), /ask whether its check of addresses can be switched off/)
})

test('cloudLints() finds nothing on a host outside of a cloud', (t) => {
  const own = { ...lb1, facts: facts(lb1.address) }
  const vars = keepalived.vars.parse({ instances: [instance], virtual_servers: [server] })
  t.deepEqual(keepalived.lints?.(contextOf(vars, own, [own, lb2])), [])
})
