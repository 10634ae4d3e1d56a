import type { Answers } from '../answers.ts'
import type { NamedHost } from '../host-words.ts'
import { hostsOfTier } from '../hosts.ts'
import { modeline } from '../modeline.ts'
import { comment, indented, lines, scalar } from '../playbook/text.ts'
import type { State } from '../question.ts'
import type { Tier, Topology } from '../topologies/topology.ts'

/** The name of the inventory in the folder. */
export const INVENTORY = 'hosts.yml'

/** The text of the inventory. */
export function inventoryText(topology: Topology, state: State): string {
  const tiers = topology.tiers.filter((tier) => hostsOfTier(tier, state.answers, state.existing).length > 0)
  return lines(
    modeline('inventory'),
    comment(
      `The hosts of ${state.answers.name}, in the shape of an Ansible inventory. Made by evenkeel init: keep it in git and edit it.`,
    ),
    comment(
      'host is where evenkeel logs in, and port, user, identity_file, jump (admin@bastion:22) and become (sudo) how; your ssh_config says the rest. address is where the other hosts reach a host, if that differs. lab is read by evenkeel lab only.',
    ),
    'all:',
    indented(1, loginVars(state.answers)),
    indented(1, ['children:']),
    ...tiers.map((tier) => indented(2, tierLines(tier, state))),
    '',
  ).join('\n')
}

function loginVars({ user = '', become, jump = '' }: Answers): readonly string[] {
  const all = lines(
    user !== '' && `user: ${scalar(user)}${user === 'root' ? ' # another user needs become: true' : ''}`,
    become !== undefined && `become: ${become} # root by sudo`,
    jump !== '' && `jump: ${scalar(jump)} # evenkeel logs in through this host`,
  )
  return all.length === 0 ? [] : ['vars:', ...indented(1, all)]
}

function tierLines(tier: Tier, state: State): readonly string[] {
  const hosts = hostsOfTier(tier, state.answers, state.existing)
  return lines(
    `${tier.group}: # ${tier.purpose}`,
    indented(1, ['hosts:']),
    indented(
      2,
      hosts.map((host, index) => hostLine(host, index, hosts.length, tier, state)),
    ),
  )
}

function hostLine(host: NamedHost, index: number, count: number, tier: Tier, state: State): string {
  const { address, port, user, identityFile, jump, become, becomeMethod } = host.connection
  const settings = lines(
    address !== undefined && `host: ${scalar(address)}`,
    port !== undefined && `port: ${port}`,
    user !== undefined && `user: ${scalar(user)}`,
    identityFile !== undefined && `identity_file: ${scalar(identityFile)}`,
    jump !== undefined && `jump: ${scalar(jump)}`,
    become !== undefined && `become: ${become}`,
    becomeMethod !== undefined && `become_method: ${becomeMethod}`,
    tier.group === 'databases' && `priority: ${254 - index}`,
    isRanked(tier, count) && `priority: ${priority(index)}`,
    labSettings(host, tier, state),
  )
  const remark = index === 0 ? remarkOf(tier, count) : undefined
  return `${host.name}:${settings.length === 0 ? '' : ` { ${settings.join(', ')} }`}${remark === undefined ? '' : ` # ${remark}`}`
}

/** Which host holds the address is the operator's choice, except for databases, where it stays where it is. */
function isRanked({ group, holds }: Tier, count: number): boolean {
  return holds.length > 0 && group !== 'databases' && count > 1
}

/** 100, 90, 80 …, and 1 at last. */
function priority(index: number): number {
  return Math.max(1, 100 - 10 * index)
}

const SERVERS = ['real_servers', 'web_servers', 'app_servers', 'servers']

function remarkOf(tier: Tier, count: number): string | undefined {
  if (tier.group === 'databases') return 'near 254, so that VRRP moves the address in milliseconds'
  if (isRanked(tier, count)) return 'the highest priority holds the virtual address'
  return SERVERS.includes(tier.group) ? 'weight: 2 would give it twice as much, weight: 0 nothing new' : undefined
}

/** In the lab a host has the addresses that were seen on it, as a director between two networks needs them. */
function labSettings({ name }: NamedHost, tier: Tier, { sights }: State): string | undefined {
  if (tier.lab !== undefined) return `lab: ${tier.lab}`
  if (!tier.holds.includes('gateway')) return undefined
  const addresses = (sights.hosts.get(name)?.facts.interfaces ?? [])
    .filter((one) => one.name !== 'lo')
    .flatMap((one) => one.addresses.filter((written) => !written.includes(':')))
  return addresses.length < 2 ? undefined : `lab: { addresses: [${addresses.join(', ')}] }`
}
