import { type Answers, given } from '../answers.ts'
import { play, playbookText, role } from '../playbook/playbook.ts'
import { makesServers, nginxRole, serverPort } from '../playbook/servers.ts'
import { indented, item, lines } from '../playbook/text.ts'
import { instance, instances } from '../playbook/vrrp.ts'
import { vip } from './address.ts'
import { clients, directors, realServers } from './tiers.ts'
import type { Topology } from './topology.ts'

type Mode = 'dr' | 'nat' | 'tun'

const GOALS = ['web', 'tcp', 'udp'] as const

/** In `virtual_servers`, shared by the roles keepalived and ipvs. */
function service(mode: Mode, scheduler: string, answers: Answers, more: readonly string[]): readonly string[] {
  const port = given(answers, 'port')
  const real =
    mode === 'nat'
      ? [`real_servers: [{ host: real_servers, port: ${serverPort(answers)} }] # only nat can change the port (rule 7)`]
      : ['real_servers: real_servers # the group; each with its host variable weight']
  return lines(
    'virtual_servers:',
    indented(
      1,
      item(
        lines(
          'vip: "${vip}"',
          `port: ${port}`,
          answers.goal === 'udp' && 'protocol: udp',
          `mode: ${mode}`,
          `scheduler: ${scheduler} # rr: in turn; wrr: in turn, by weight; wlc: fewest connections; sh: by the client's address`,
          real,
          more,
          '# persistence: 300 # seconds for which a client stays with its server (rule 9)',
        ),
      ),
    ),
  )
}

/** How keepalived finds a dead server. */
function healthCheck({ goal, check_path }: Answers): readonly string[] {
  if (goal === 'web')
    return [`check: { http: ${check_path ?? '/'} } # 200 is well; status: and host: can stand beside http`]
  if (goal === 'udp') return ['# check: { misc: { command: /usr/local/bin/my-check } } # UDP has no check of its own']
  return ['check: { tcp: {} } # connects; http, https and misc ask more']
}

function real(mode: Mode, answers: Answers): readonly string[] {
  const vars = {
    dr: ['vip: "${vip}" # on lo, and without ARP (rules 1 to 3)', 'mode: dr'],
    tun: [
      'vip: "${vip}" # on tunl0 (rules 4 and 5)',
      'mode: tun',
      'directors: directors # tunnels come from these hosts',
    ],
    nat: [
      'vip: "${vip}"',
      'mode: nat',
      'gateway: "${gateway}" # not the address of one director: the gateway must move with the virtual address (rule 6)',
      '# If you log in from another network, give that network its own gateway:',
      '# direct: [{ to: 192.0.2.0/24, via: 10.78.0.254 }]',
    ],
  }[mode]
  const nginx = makesServers(answers)
    ? [nginxRole({ name: 'Real servers', group: 'real_servers', listen: String(serverPort(answers)) }, answers)]
    : []
  return play({ name: 'Real servers', hosts: 'real_servers', roles: [...nginx, role('real_server', vars)] }, answers)
}

const ABOUT = {
  dr: 'LVS with direct routing: two directors share a virtual address, and each real server answers clients directly.',
  nat: "LVS with address translation: the directors are between two networks. A director replaces the virtual address by a server's, and in the answer back; so all answers pass it, by an inner virtual address that is the servers' default gateway.",
  tun: 'LVS with IP-in-IP tunnels: a director encapsulates each packet and sends it to a server, which may be in any network and answers the client directly. Routers must let answers from the virtual address through.',
} as const

/** Directors with keepalived, and real servers. */
export function lvsPlaybook(mode: Mode, scheduler: string, answers: Answers): string {
  const name = given(answers, 'name')
  const outer = instance(
    { name: mode === 'nat' ? 'outer' : 'web', vip: '"${vip}"', routerId: given(answers, 'router_id') },
    answers,
  )
  const addresses =
    mode === 'nat'
      ? [
          ...instances(outer, innerInstance(answers)),
          'sync_groups: # one director must hold both addresses, because it also translates the answers',
          '  - { name: web, instances: [outer, inner] }',
        ]
      : instances(outer)
  return playbookText(
    {
      about: ABOUT[mode],
      name,
      vars: [
        vip(answers),
        mode === 'nat' &&
          `gateway: "${given(answers, 'gateway')}" # the gateway of the real servers, in the inner network`,
      ],
      plays: [
        real(mode, answers),
        play(
          {
            name: 'Directors',
            hosts: 'directors',
            serial: 'the director that does not hold the address changes first',
            roles: [role('keepalived', [...addresses, ...service(mode, scheduler, answers, healthCheck(answers))])],
          },
          answers,
        ),
      ],
    },
    `lvs-${mode}`,
  )
}

function innerInstance(answers: Answers): readonly string[] {
  return instance(
    {
      name: 'inner',
      vip: '"${gateway}"',
      routerId: given(answers, 'inner_router_id'),
      onChosenInterface: false,
    },
    answers,
  )
}

function lvs(mode: Mode, title: string, when: string, scheduler: string, onward: string, aside: string): Topology {
  const nat = mode === 'nat'
  return {
    name: `lvs-${mode}`,
    goals: GOALS,
    title,
    when,
    tiers: [
      nat ? { ...directors, holds: ['vip', 'gateway'] } : directors,
      mode === 'dr' ? realServers : { ...realServers, carries: mode === 'tun' ? ['vip'] : [] },
      clients,
    ],
    asks: [
      ...(['software', 'port'] as const),
      ...(nat ? (['server_port'] as const) : []),
      ...(['check_path', 'vip'] as const),
      ...(nat ? (['gateway'] as const) : []),
      ...(['interface', 'router_id'] as const),
      ...(nat ? (['inner_router_id'] as const) : []),
      ...(['adverts', 'authentication', 'firewall'] as const),
    ],
    ...(nat ? { presets: ({ software, port }: Answers) => ({ server_port: software === 'nginx' ? 8080 : port }) } : {}),
    secrets: ({ authentication }) => (authentication ? ['VRRP_PASSWORD'] : []),
    path: () => [{ vip: 'vip', group: 'directors', onward }, { group: 'real_servers' }],
    aside: () => [aside],
    playbook: (answers) => lvsPlaybook(mode, scheduler, answers),
  }
}

export const lvsDr = lvs(
  'dr',
  'LVS, direct routing',
  'all on one network, and answers are large: they go straight to clients',
  'rr',
  'unchanged, to the MAC address of a server',
  'Real servers answer clients directly: answers do not pass the directors.',
)

export const lvsNat = lvs(
  'nat',
  'LVS, address translation',
  'servers are on an inner network of their own, or ports differ',
  'wrr',
  "with a server's address in place of the virtual one",
  'Answers go back through the director, which is the default gateway of the real servers.',
)

export const lvsTun = lvs(
  'tun',
  'LVS, tunnels',
  'servers are in other networks or sites, and answers go straight to clients',
  'wrr',
  'in an IP-in-IP tunnel',
  'Real servers answer clients directly: answers do not pass the directors.',
)

/** One director with a table that nothing checks. */
export const lvsStatic: Topology = {
  name: 'lvs-static',
  goals: GOALS,
  title: 'LVS, a fixed table',
  when: 'one director without health checks and failover: to learn, and to measure',
  tiers: [
    {
      ...directors,
      title: 'LVS director',
      purpose: 'has the virtual address and balances in its kernel',
      most: 1,
      holds: [],
      carries: ['vip'],
    },
    realServers,
    clients,
  ],
  asks: ['software', 'port', 'check_path', 'vip', 'firewall'],
  secrets: () => [],
  path: () => [
    { vip: 'vip', group: 'directors', onward: 'unchanged, to the MAC address of a server' },
    { group: 'real_servers' },
  ],
  aside: () => [
    'Real servers answer clients directly: answers do not pass the director.',
    'Nobody checks the real servers: weight 0 in the inventory takes one out.',
  ],
  playbook: (answers) =>
    playbookText(
      {
        about:
          'LVS with direct routing and a fixed table: one director with ipvsadm only. There are no health checks and no failover. To take a server out, give it the weight 0 and apply: it keeps its connections and gets no new ones.',
        name: given(answers, 'name'),
        vars: [vip(answers)],
        plays: [
          real('dr', answers),
          play(
            {
              name: 'Director',
              hosts: 'directors',
              oneByOne: false,
              roles: [
                role('ipvs', [
                  ...service(
                    'dr',
                    'wrr',
                    answers,
                    answers.goal === 'web'
                      ? [`verify: { path: ${answers.check_path ?? '/'} } # the request that apply and verify make`]
                      : [],
                  ),
                ]),
              ],
            },
            answers,
          ),
        ],
      },
      'lvs-static',
    ),
}
