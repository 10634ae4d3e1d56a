import type { HostView, Lint } from '../contract.ts'
import { bare, isVersion6 } from '../kit/addresses.ts'
import { learnedGateway } from '../kit/ipvs/advertised-gateway.ts'
import { idleTracking, ignoredWeights, remappedPorts, unknownScheduler } from '../kit/ipvs/lints.ts'
import { realServersIn, translatedAddresses } from '../kit/ipvs/real-servers.ts'
import { serviceName } from '../kit/ipvs/virtual-server.ts'
import { cloudLints } from '../kit/lints/cloud.ts'
import { warn } from '../kit/lints/lint.ts'
import { foreignAddresses } from '../kit/lints/own-address.ts'
import { impossibleVips } from '../kit/vip/impossible.ts'
import { carriedBy } from './carried.ts'
import type { Director } from './director.ts'
import type { IpvsVars } from './vars.ts'

/** Findings about the services and addresses. */
export function ipvsLints(vars: IpvsVars, director: Director, members: readonly HostView[]): readonly Lint[] {
  return [
    ...vars.virtual_servers.flatMap((server) => [
      ...remappedPorts(serviceName(server), server, realServersIn(server, director.hosts)),
      ...unknownScheduler(serviceName(server), server.scheduler, director.host),
      ...ignoredWeights(serviceName(server), server.scheduler, realServersIn(server, director.hosts)),
    ]),
    ...foreignAddresses(vars.virtual_servers.flatMap((server) => realServersIn(server, director.hosts))),
    ...idleTracking(vars),
    ...missingGateway(vars, director),
    ...learnedGateway(director.host, translatedAddresses(vars.virtual_servers, director.hosts)),
    ...twoCarriers(vars, members),
    ...impossibleVips(
      carriedBy(vars).map((one) => one.address),
      { ...director, members },
    ),
    ...cloudLints(director.host.facts, {
      carried: carriedBy(vars).map((one) => bare(one.address)),
      modes: vars.virtual_servers.map(({ mode }) => mode),
    }),
  ]
}

/** Only for IPv4: IPv6 hosts learn their gateway's link-local address. */
function missingGateway({ virtual_servers, gateway }: IpvsVars, { hosts }: Director): Lint[] {
  const translated = virtual_servers.filter((one) =>
    translatedAddresses([one], hosts).some((address) => !isVersion6(address)),
  )
  if (translated.length === 0 || gateway !== undefined) return []
  const names = translated.map(serviceName).join(', ')
  return [
    warn(
      6,
      `${names}: the real servers' default gateway would be the director's own address; write gateway, an address that another director can take over`,
    ),
  ]
}

function twoCarriers(vars: IpvsVars, members: readonly HostView[]): Lint[] {
  const addresses = carriedBy(vars).map((one) => bare(one.address))
  if (members.length < 2 || addresses.length === 0) return []
  const names = members.map(({ name }) => name).join(' and ')
  return [
    warn(
      13,
      `${names} would carry ${addresses.join(', ')} at the same time, unless each has vips of its own: the role keepalived moves addresses`,
    ),
  ]
}
