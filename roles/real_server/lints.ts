import type { HostView, Lint, RoleContext } from '../contract.ts'
import { bare, interfaceTowards, isVersion6, networkContains } from '../kit/addresses.ts'
import { type RealServerVars, vipsOf } from './vars/vars.ts'

/** Findings of rule 6 about the gateway. */
export function gatewayLints(context: RoleContext<RealServerVars>): readonly Lint[] {
  const { gateway } = context.vars
  if (gateway === undefined) return []
  return [
    ...unreachable(gateway, context),
    ...fixed(gateway, context),
    ...oneNetwork(gateway, context),
    ...controllersRoute(gateway, context),
  ]
}

function unreachable(gateway: string, { host }: RoleContext<RealServerVars>): Lint[] {
  if (interfaceTowards(host.facts, gateway) !== undefined) return []
  return [{ rule: 6, level: 'refuse', message: `${host.name}: the gateway ${gateway} is in none of its networks` }]
}

/** If the gateway does not move, all answers are lost when its director dies. */
function fixed(gateway: string, { hosts }: RoleContext<RealServerVars>): Lint[] {
  const owner = hosts('all').find((host) => ownAddresses(host).includes(gateway))
  if (owner === undefined) return []
  const message = `the gateway ${gateway} is an address of ${owner.name} alone; one that moves with the VIP is needed, in its sync group`
  return [{ rule: 6, level: 'warn', message }]
}

/** The first address of each family is the interface's own; virtual addresses come after it. */
function ownAddresses({ facts }: HostView): readonly string[] {
  return (facts?.interfaces ?? []).flatMap(({ addresses }) => {
    const firsts = [addresses.find((one) => !isVersion6(one)), addresses.find(isVersion6)]
    return firsts.flatMap((one) => (one === undefined ? [] : [bare(one)]))
  })
}

/** Clients in the server's own network get answers past the director, from an address to which they sent nothing. */
function oneNetwork(gateway: string, { vars, host }: RoleContext<RealServerVars>): Lint[] {
  const near = vipsOf(vars).filter((vip) => interfaceTowards(host.facts, vip) !== undefined)
  if (near.length === 0) return []
  const message = `${host.name} is in the network of ${near.join(', ')}: clients there get answers that do not pass ${gateway}, and drop them; only clients of other networks are served`
  return [{ rule: 6, level: 'warn', message }]
}

/** The new default route must not cut off the controller. */
function controllersRoute(gateway: string, { vars, host }: RoleContext<RealServerVars>): Lint[] {
  const from = host.facts.reachedFrom
  if (from === undefined || isVersion6(from) !== isVersion6(gateway)) return []
  const isNear = interfaceTowards(host.facts, from) !== undefined
  if (isNear || vars.direct.some(({ to }) => bare(to) === from || networkContains(to, from))) return []
  const message = `${host.name} is managed from ${from}, which it will answer through ${gateway}: write the gateway of that network into "direct"`
  return [{ rule: 6, level: 'warn', message }]
}
