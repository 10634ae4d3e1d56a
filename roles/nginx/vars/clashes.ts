import { parseListen } from '../../kit/web/listen.ts'
import { nameComplaint } from '../../kit/web/site.ts'
import type { Site } from './site.ts'
import { listensOf, protocolOf, type Stream } from './stream.ts'

interface Listening {
  readonly sites: readonly Site[]
  readonly streams: readonly Stream[]
}

/** Where nginx listens, as the kernel knows it: `80` and `*:80` are one place, `[::]:80` is another. */
interface Place {
  readonly version6: boolean
  /** Undefined for every address. */
  readonly address: string | undefined
  readonly port: number
}

/** Whether two sites listen at one place. */
export function shareListen(one: Site, other: Site): boolean {
  const places = keysOf(one)
  return keysOf(other).some((place) => places.includes(place))
}

/** What nginx warns of, and then never asks the second site for. */
export function siteClash({ sites }: Pick<Listening, 'sites'>, site: Site, index: number): string | undefined {
  return nameComplaint(site, sites.slice(0, index), keysOf)
}

/**
 * What keeps a stream from its place: a site there, or on all addresses of its port, which `nginx -t` lets pass and the
 * start does not; or another stream there, which newer versions only warn of.
 */
export function streamClashes({ sites, streams }: Listening, stream: Stream, index: number): readonly string[] {
  const places = listensOf(stream).flatMap(placeOf)
  const byTcp = protocolOf(stream) === 'tcp' ? sites : []
  const clashing = byTcp.filter(({ listens }) =>
    listens.flatMap(placeOf).some((at) => places.some((one) => meet(one, at))),
  )
  const rivals = streams
    .slice(0, index)
    .filter((other) => protocolOf(other) === protocolOf(stream))
    .filter((other) => listensOf(other).some((listen) => listensOf(stream).some((own) => key(own) === key(listen))))
  return [
    ...clashing.map((site) => `site "${site.name}" and stream "${stream.name}" listen on the same port`),
    ...rivals.map((other) => `streams "${other.name}" and "${stream.name}" listen on the same port`),
  ]
}

function placeOf(written: number | string): Place[] {
  const listen = parseListen(written)
  return listen === undefined ? [] : [{ ...listen, version6: String(written).startsWith('[') }]
}

function keysOf({ listens }: Site): readonly string[] {
  return listens.map(key)
}

function key(written: number | string): string {
  const [place] = placeOf(written)
  return place === undefined ? String(written) : `${place.version6 ? 6 : 4} ${place.address ?? '*'} ${place.port}`
}

/** Of one port there is one owner of all addresses, or one of each. */
function meet(one: Place, other: Place): boolean {
  if (one.port !== other.port || one.version6 !== other.version6) return false
  return one.address === other.address || one.address === undefined || other.address === undefined
}
