import type { Opening } from '../contract.ts'
import { networkContains } from '../kit/addresses.ts'
import { parseListen } from '../kit/web/listen.ts'
import { protocolOf } from './vars/stream.ts'
import type { NginxVars } from './vars/vars.ts'

/** The ports of sites and streams, without those on loopback addresses. */
export function nginxOpenings({ sites, streams }: Pick<NginxVars, 'sites' | 'streams'>): readonly Opening[] {
  return [
    ...sites.flatMap(({ name, listens }) =>
      outerPorts(listens).map((port): Opening => ({ title: `site ${name}`, protocol: 'tcp', port })),
    ),
    ...streams.flatMap((stream) =>
      outerPorts(stream.listen).map(
        (port): Opening => ({ title: `stream ${stream.name}`, protocol: protocolOf(stream), port }),
      ),
    ),
  ]
}

function outerPorts(listens: readonly (number | string)[]): readonly number[] {
  const parsed = listens.flatMap((written) => parseListen(written) ?? [])
  const outer = parsed.filter(({ address = '' }) => address !== '::1' && !networkContains('127.0.0.0/8', address))
  return [...new Set(outer.map(({ port }) => port))]
}
