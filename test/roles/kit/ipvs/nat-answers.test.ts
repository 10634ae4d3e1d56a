import test from 'ava'
import type { Role } from '../../../../roles/contract.ts'
import ipvs from '../../../../roles/ipvs/role.ts'
import keepalived from '../../../../roles/keepalived/role.ts'
import { contextOf, lb1, lb2 } from '../../hosts.ts'

const server = { vip: '10.77.0.100', port: 80, mode: 'nat', real_servers: [{ host: 'real_servers', port: 8080 }] }
const only = (more: object) => ({ virtual_servers: [{ ...server, ...more }] })

function answersOf<Vars>(role: Role<Vars>, vars: object) {
  const found = role.openings?.(contextOf(role.vars.parse(vars), lb1, [lb1, lb2])) ?? []
  return found.flatMap(({ answers, from = [], protocol, port }) =>
    answers === undefined ? [] : [`${answers} ${protocol} ${port} from ${from.join(', ')}`],
  )
}

const both = '10.77.0.21, 10.77.0.22'

for (const [what, role, vars, expected] of [
  ['no answers with direct routing', keepalived, only({ mode: 'dr', real_servers: 'real_servers' }), []],
  ['answers that keepalived translates', keepalived, only({}), [`untracked tcp 8080 from ${both}`]],
  ['tracked answers', keepalived, { ...only({}), conntrack: true }, [`tracked tcp 8080 from ${both}`]],
  [
    'a sorry server',
    keepalived,
    only({ sorry_server: { address: '10.77.0.31' } }),
    [`untracked tcp 8080 from ${both}`, 'untracked tcp 80 from 10.77.0.31'],
  ],
  ['answers that a fixed table translates', ipvs, only({ protocol: 'udp' }), [`untracked udp 8080 from ${both}`]],
  [
    'every port of several',
    ipvs,
    only({
      real_servers: [
        { host: 'web1', port: 1 },
        { host: 'web2', port: 2 },
        { address: '10.0.0.9', port: 1 },
      ],
    }),
    ['untracked tcp 1 from 10.77.0.21, 10.0.0.9', 'untracked tcp 2 from 10.77.0.22'],
  ],
  [
    'nothing behind a firewall mark',
    ipvs,
    { ...only({ vip: undefined, port: undefined, fwmark: 1, real_servers: 'real_servers' }), vips: [] },
    [],
  ],
] as const) {
  test(`natAnswers() opens for ${what}`, (t) =>
    t.deepEqual(answersOf<unknown>(role as Role<unknown>, vars), [...expected]))
}
