import { firewallOpening } from '../../engine/resources/firewall-opening.ts'
import type { Resource } from '../../engine/resources/resource.ts'
import { type AskedOpening, defineRole, type Lint, type Opening, type RoleContext } from '../contract.ts'
import { parseAddress } from '../kit/addresses.ts'
import { addressOf } from '../kit/hosts/address.ts'
import { warn } from '../kit/lints/lint.ts'
import { example } from './example.ts'
import { type FirewallVars, firewallVars } from './vars.ts'

/** Opens the existing firewall of a host for its roles. */
export default defineRole<FirewallVars>({
  name: 'firewall',
  example,
  summary:
    'Opens what all roles of the host need, in its firewalld or nftables; on a host without a filter it does nothing.',
  vars: firewallVars,
  rules: [
    {
      rule: 51,
      how: 'openings in firewalld or nftables, also for VRRP and, with mode nat, for answers of real servers; no firewall is switched on or off, flushed, or given another policy; rules of iptables and ufw are reported and left alone; it warns if the role comes after one that needs it',
    },
  ],
  resources(context) {
    const { interfaces } = context.vars
    const at = interfaces === undefined ? {} : { interfaces }
    const openings = [...context.openings(), ...ownOpenings(context)]
    const resources = openings.map(({ protocol, port, from, answers }) =>
      firewallOpening({
        protocol,
        ...(port === undefined ? {} : { port }),
        ...(from === undefined ? {} : { from: [...from] }),
        // Answers come in at other interfaces than requests.
        ...(answers === undefined ? at : { answers }),
      }),
    )
    return withoutRepetitions(resources)
  },
  lints: (context) => openedTooLate(context.openings()),
})

/** A balancer that starts behind a closed firewall gets no adverts, and takes addresses that another one holds. */
function openedTooLate(openings: readonly AskedOpening[]): readonly Lint[] {
  const earlier = Map.groupBy(
    openings.filter(({ isEarlier }) => isEarlier),
    ({ role }) => role,
  )
  return [...earlier].map(([role, missed]) => {
    const what = [...new Set(missed.map(({ title }) => title))].join(', ')
    const risk = missed.some(({ protocol }) => protocol === 'vrrp')
      ? ', and two hosts may hold an address until then'
      : ''
    return warn(51, `role firewall comes after ${role}, which needs it (${what})${risk}: put it first`)
  })
}

function ownOpenings(context: RoleContext<FirewallVars>): readonly Opening[] {
  return context.vars.open.map(({ title, protocol, port, from }) => ({
    title: title ?? protocol,
    protocol,
    ...(port === undefined ? {} : { port }),
    ...(from === undefined ? {} : { from: sources([from].flat(), context) }),
  }))
}

/** A group's name stands for the addresses of its hosts. */
function sources(written: readonly string[], { hosts }: RoleContext<FirewallVars>): readonly string[] {
  return written.flatMap((one) => (parseAddress(one) === undefined ? hosts(one).map(addressOf) : [one]))
}

/** Two roles may need the same opening. */
function withoutRepetitions(resources: readonly Resource[]): readonly Resource[] {
  return [...new Map(resources.map((one) => [one.id, one])).values()]
}
