import type { Opening } from '../contract.ts'
import { networkContains } from '../kit/addresses.ts'
import { parseListen } from '../kit/web/listen.ts'
import { protocolOf } from './vars/listen.ts'
import { ownListens } from './vars/own-listens.ts'
import type { NginxVars } from './vars/vars.ts'

/** The ports of sites and streams, and of lines of the user's own, without those on loopback addresses. */
export function nginxOpenings(vars: Pick<NginxVars, 'sites' | 'streams' | 'extra'>): readonly Opening[] {
  const { sites, streams } = vars
  const own = ownListens(vars)
  return [
    ...sites.flatMap(({ name, listens }) => openings(`site ${name}`, listens)),
    ...streams.flatMap(({ name, listen }) => openings(`stream ${name}`, listen)),
    ...[...new Set(own.map(({ place }) => place))].flatMap((place) =>
      openings(
        place,
        own.filter((one) => one.place === place).map(({ written }) => written),
      ),
    ),
  ]
}

function openings(title: string, listens: readonly (number | string)[]): readonly Opening[] {
  const outer = listens.filter((written) => isOuter(parseListen(written)?.address))
  const ports = outer.flatMap((written) => {
    const port = parseListen(written)?.port
    return port === undefined ? [] : [{ protocol: protocolOf(written), port }]
  })
  const unique = new Map(ports.map((one) => [`${one.protocol} ${one.port}`, one]))
  return [...unique.values()].map(({ protocol, port }) => ({ title, protocol, port }))
}

function isOuter(address = ''): boolean {
  return address !== '::1' && !networkContains('127.0.0.0/8', address)
}
