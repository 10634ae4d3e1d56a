import test from 'ava'
import type { Role } from '../../../../roles/contract.ts'
import ipvs from '../../../../roles/ipvs/role.ts'
import keepalived from '../../../../roles/keepalived/role.ts'
import { contextOf, lb1, lb2 } from '../../hosts.ts'

const server = { vip: '10.77.0.100', port: 80, mode: 'dr', real_servers: 'real_servers' }
const six = { vip: 'fd00::100', real_servers: [{ address: 'fd00::21' }] }
const mark = { vip: undefined, port: undefined, fwmark: 7 }
const together = (granularity: string | number) => ({ persistence: { granularity } })

function described(role: Role<unknown>, more: object): string {
  try {
    const carried = role.name === 'ipvs' ? { vips: [] } : {}
    const vars = role.vars.parse({ ...carried, virtual_servers: [{ ...server, ...more }] })
    role.resources(contextOf(vars, lb1, [lb1, lb2]))
    return ''
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : 'no error'
  }
}

for (const [what, more, said] of [
  [
    'a host twice',
    { real_servers: [{ host: 'real_servers' }, { host: 'web1', weight: 3 }] },
    /^tcp 10\.77\.0\.100:80: the real server 10\.77\.0\.21:80 is there twice$/,
  ],
  [
    'an address of a host',
    { real_servers: [{ host: 'web1' }, { address: '10.77.0.21' }] },
    /10\.77\.0\.21:80 is there twice, as web1 and 10\.77\.0\.21$/,
  ],
  ['one server at two ports', { mode: 'nat', real_servers: [{ host: 'web1' }, { host: 'web1', port: 8080 }] }, /^$/],
  [
    'a server of another family',
    { real_servers: [{ host: 'web1' }, { address: 'fd00::22' }] },
    /^tcp 10\.77\.0\.100:80: the service is IPv4, and the real server fd00::22 has fd00::22$/,
  ],
  ['a server of another family in a tunnel', { mode: 'tun', vip: 'fd00::100' }, /^$/],
  [
    'two families behind a firewall mark',
    { ...mark, real_servers: [{ host: 'web1' }, { address: 'fd00::22' }] },
    /^fwmark 7: the service is IPv6, and the real server web1 has 10\.77\.0\.21$/,
  ],
  ['a netmask for IPv6', { ...six, ...together('255.255.255.0') }, /a prefix length such as 64 is needed/],
  ['a prefix length for IPv4', together(24), /a netmask such as 255\.255\.255\.0 is needed/],
  ['a netmask that is none', together('10.0.0.1'), /a netmask such as 255\.255\.255\.0 is needed/],
  ['a netmask', together('255.255.252.0'), /^$/],
  ['a prefix length', { ...six, ...together(64) }, /^$/],
  ['a prefix length for a firewall mark of IPv6', { ...mark, real_servers: six.real_servers, ...together(64) }, /^$/],
  [
    'a netmask for a firewall mark of IPv6',
    { ...mark, real_servers: six.real_servers, ...together('255.0.0.0') },
    /^fwmark 7: a prefix length such as 64 is needed/,
  ],
  ['a prefix length for a firewall mark of IPv4', { ...mark, ...together(24) }, /^fwmark 7: a netmask such as/],
] as const) {
  for (const role of [ipvs, keepalived] as unknown as readonly Role<unknown>[]) {
    test(`${role.name} answers ${what} with ${said}`, (t) => t.regex(described(role, more), said))
  }
}
