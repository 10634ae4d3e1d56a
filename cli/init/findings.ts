import { CLOUDS } from '../../engine/clouds.ts'
import { foldNames } from '../../engine/host-names.ts'
import { interfaceWith } from '../../roles/kit/addresses.ts'
import { allHosts, hostsOfTier } from './hosts.ts'
import { holdersOf, isInNetwork } from './networks.ts'
import type { State } from './question.ts'
import { foreignRouters, type Sight } from './sights.ts'
import type { Port, VipKey } from './topologies/topology.ts'

/** Something to know before the files are written. */
export interface Finding {
  /** The rule of docs/rules.md; undefined if there is none for it. */
  readonly rule: number | undefined
  readonly message: string
}

const VIPS: readonly VipKey[] = ['vip', 'gateway', 'writer_vip']
/** Seconds between clocks that still count as in step. */
const IN_STEP = 2

/** Warnings where the answers do not fit the hosts. */
export function findings(state: State): readonly Finding[] {
  return [
    ...outsideNetwork(state),
    ...answersArp(state),
    ...heardRouters(state),
    ...withoutIpvs(state),
    ...takenPorts(state),
    ...clocks(state),
    ...clouds(state),
    ...firewalls(state),
    ...selinux(state),
  ]
}

function asked(state: State, key: VipKey): string | undefined {
  return state.topology?.asks.includes(key) ? state.answers[key] : undefined
}

/** With direct routing, and where an address moves, ARP must find it: on the network of its holders. */
function outsideNetwork(state: State): readonly Finding[] {
  return VIPS.flatMap((key) => {
    const vip = asked(state, key)
    if (vip === undefined) return []
    const carriers = (state.topology?.tiers ?? [])
      .filter(({ holds, carries = [] }) => holds.includes(key) || (isDirect(state) && carries.includes(key)))
      .flatMap((tier) => hostsOfTier(tier, state.answers, state.existing))
    const outside = carriers.map(({ name }) => name).filter((name) => isInNetwork(name, vip, state) === false)
    if (outside.length === 0) return []
    return [
      {
        rule: 56,
        message: `${vip} is in no network of ${foldNames(outside)}: nobody there asks for it by ARP. Unless a router sends it to them, take an address of their network, or add one to their interfaces.`,
      },
    ]
  })
}

function isDirect({ topology }: State): boolean {
  return topology?.name === 'lvs-dr' || topology?.name === 'lvs-static' || topology?.name === 'shop'
}

function answersArp(state: State): readonly Finding[] {
  return VIPS.flatMap((key) => {
    const vip = asked(state, key)
    const macs = state.sights.arp.flatMap((one) => (one.vip === vip && 'macs' in one.answer ? one.answer.macs : []))
    const owner =
      vip === undefined ? undefined : [...state.sights.hosts].find(([, { facts }]) => interfaceWith(facts, vip))
    if (vip === undefined || (macs.length === 0 && owner === undefined)) return []
    if (owner !== undefined && holdersOf(key, state).includes(owner[0]))
      return [
        {
          rule: 56,
          message: `${vip} is on ${owner[0]} already. If that is its own address, take another one; if a cluster that runs there holds it, that cluster must go first.`,
        },
      ]
    const who = owner === undefined ? `a machine with the MAC address ${[...new Set(macs)].join(' and ')}` : owner[0]
    return [{ rule: 56, message: `${vip} is in use: ${who} answers for it. Take a free address.` }]
  })
}

function heardRouters({ answers, topology, sights }: State): readonly Finding[] {
  const heard = foreignRouters(sights)
  return (['router_id', 'inner_router_id', 'writer_router_id'] as const).flatMap((key) => {
    const id = topology?.asks.includes(key) ? answers[key] : undefined
    const from = id === undefined ? undefined : heard.get(id)
    return from === undefined
      ? []
      : [
          {
            rule: 22,
            message: `Router id ${id} is used on this network: ${from} sends adverts with it. Take another one.`,
          },
        ]
  })
}

function withoutIpvs(state: State): readonly Finding[] {
  const tiers = state.topology?.tiers.filter(({ ipvs }) => ipvs) ?? []
  const lacking = seen(
    tiers.flatMap((tier) => hostsOfTier(tier, state.answers, state.existing)),
    state,
  )
    .filter(([, { facts }]) => facts.ipvsSchedulers?.length === 0)
    .map(([host]) => host)
  if (lacking.length === 0) return []
  return [
    {
      rule: 11,
      message: `The kernel of ${foldNames(lacking)} has no ip_vs: a container, or a kernel without its modules, cannot be a director. Take other hosts, or a topology with HAProxy or nginx.`,
    },
  ]
}

function takenPorts(state: State): readonly Finding[] {
  return (state.topology?.tiers ?? []).flatMap((tier) => {
    const hosts = seen(hostsOfTier(tier, state.answers, state.existing), state)
    return tier.opens(state.answers).flatMap((port) => {
      const taken = hosts.flatMap(([host, sight]) => {
        const program = strangerOn(port, sight)
        return program === undefined ? [] : [{ host, program }]
      })
      const [first] = taken
      if (first === undefined) return []
      return [
        {
          rule: undefined,
          message: `Port ${port.port}/${port.protocol} of ${foldNames(taken.map(({ host }) => host))} is taken by ${first.program}, and ${port.program} needs it: stop that program, or choose another port.`,
        },
      ]
    })
  })
}

/** The other program that listens on a port. */
function strangerOn({ protocol, port, program }: Port, { listeners = [] }: Sight): string | undefined {
  const found = listeners.find((one) => one.protocol === protocol && one.port === port)
  if (found === undefined) return undefined
  const name = found.program ?? 'another program'
  const same = ALIASES[program] ?? [program]
  return same.some((one) => name.startsWith(one)) ? undefined : name
}

/** The processes of programs that are the same as the playbook's. */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  mariadb: ['mariadb', 'mysqld'],
  mysql: ['mysqld'],
  rsyslog: ['rsyslog'],
  'the guard': ['evenkeel', 'systemd'],
}

function clocks({ sights }: State): readonly Finding[] {
  const wrong = [...sights.hosts].filter(([, { clockAhead }]) => Math.abs(clockAhead) > IN_STEP)
  return wrong.map(([host, { clockAhead }]) => ({
    rule: undefined,
    message: `The clock of ${host} is ${Math.abs(clockAhead)} s ${clockAhead > 0 ? 'ahead of' : 'behind'} this machine's: logs, certificates and replication need clocks in step. Install chrony or systemd-timesyncd there.`,
  }))
}

function clouds({ sights, answers }: State): readonly Finding[] {
  return CLOUDS.flatMap((cloud) => {
    const hosts = [...sights.hosts].filter(([, { facts }]) => facts.cloud === cloud.name).map(([host]) => host)
    if (hosts.length === 0) return []
    const multicast = answers.adverts === 'multicast' ? ' It drops multicast, too: answer unicast to adverts.' : ''
    return [
      {
        rule: 52,
        message: `${foldNames(hosts)} ${hosts.length === 1 ? 'is' : 'are'} in ${cloud.name}, which drops packets to addresses that it did not give out: ask it for the virtual address as ${cloud.movable}.${multicast}`,
      },
    ]
  })
}

function firewalls({ sights, answers }: State): readonly Finding[] {
  if (answers.firewall) return foreignFirewalls(sights.hosts)
  const filtering = [...sights.hosts].filter(([, { firewall }]) => firewall !== 'none' && firewall !== 'unknown')
  if (filtering.length === 0) return []
  return [
    {
      rule: 51,
      message: `A firewall runs on ${foldNames(filtering.map(([host]) => host))}, and nothing opens it: let adverts of VRRP (IP protocol 112) and the ports through, or answer yes to firewall.`,
    },
  ]
}

function foreignFirewalls(hosts: ReadonlyMap<string, Sight>): readonly Finding[] {
  const foreign = [...hosts].filter(([, { firewall }]) => firewall === 'ufw' || firewall === 'iptables')
  return foreign.map(([host, { firewall }]) => ({
    rule: 51,
    message: `${host} has ${firewall}, which evenkeel does not open: open it by hand, or move its rules to nftables.`,
  }))
}

function selinux({ sights, topology }: State): readonly Finding[] {
  if (topology?.tiers.some(({ group }) => group === 'balancers') !== true) return []
  const hosts = [...sights.hosts].filter(([, { facts }]) => facts.families.includes('rhel')).map(([host]) => host)
  if (hosts.length === 0) return []
  return [
    {
      rule: 36,
      message: `${foldNames(hosts)}: if SELinux is enforcing there, balancers need the role selinux with haproxy_connect_any, or httpd_can_network_connect for nginx.`,
    },
  ]
}

function seen(hosts: readonly { readonly name: string }[], { sights }: State): readonly (readonly [string, Sight])[] {
  return hosts.flatMap(({ name }) => {
    const sight = sights.hosts.get(name)
    return sight === undefined ? [] : [[name, sight] as const]
  })
}

/** Hosts that were to be looked at, and could not be; by name, with the reason. */
export function unseen(state: State): readonly string[] {
  const names = allHosts(state.topology?.tiers ?? [], state.answers, state.existing).map(({ name }) => name)
  return names.filter((name) => state.sights.failures.has(name))
}
