import { parseListen } from '../../kit/web/listen.ts'
import { nameComplaint } from '../../kit/web/site.ts'
import type { OwnLines } from '../language/own-text.ts'
import { protocolOf } from './listen.ts'
import { ownListens } from './own-listens.ts'
import type { Site } from './site.ts'
import { listensOf, type Stream } from './stream.ts'

interface Listeners {
  readonly sites: readonly Site[]
  readonly streams: readonly Stream[]
  readonly extra?: OwnLines | undefined
}

/** A listening socket as the kernel sees it: `80` and `*:80` are the same socket, `[::]:80` is another. */
interface Socket {
  readonly protocol: 'tcp' | 'udp'
  readonly version6: boolean
  /** Undefined for every address. */
  readonly address: string | undefined
  readonly port: number
}

/** Whether two sites listen on the same socket. */
export function shareListen(one: Site, other: Site): boolean {
  const keys = keysOf(one)
  return keysOf(other).some((each) => keys.includes(each))
}

/** Why a site's name clashes with an earlier site: nginx only warns, and never uses the second one. */
export function siteClash({ sites }: Pick<Listeners, 'sites'>, site: Site, index: number): string | undefined {
  return nameComplaint(site, sites.slice(0, index), keysOf)
}

/**
 * Why a stream cannot have its sockets: a site has one of them, or every address of its port, which `nginx -t` accepts
 * but the start does not; or another stream has one of them, of which newer versions only warn.
 */
export function streamClashes(vars: Listeners, stream: Stream, index: number): readonly string[] {
  const { sites, streams, extra } = vars
  const sockets = listensOf(stream).flatMap(socketOf)
  const clashes = (written: readonly (number | string)[]) =>
    written.flatMap(socketOf).some((other) => sockets.some((one) => overlap(one, other)))
  const clashingSites = sites.filter(({ listens }) => clashes(listens))
  const own = ownListens({ sites, streams: [], extra }).filter(({ written }) => clashes([written]))
  const clashingStreams = streams
    .slice(0, index)
    .filter((other) => listensOf(other).some((listen) => listensOf(stream).some((own) => key(own) === key(listen))))
  return [
    ...clashingSites.map((site) => `site "${site.name}" and stream "${stream.name}" listen on the same port`),
    ...new Set(own.map(({ place }) => `${place} and stream "${stream.name}" listen on the same port`)),
    ...clashingStreams.map((other) => `streams "${other.name}" and "${stream.name}" listen on the same port`),
  ]
}

function socketOf(written: number | string): Socket[] {
  const listen = parseListen(written)
  return listen === undefined
    ? []
    : [{ ...listen, protocol: protocolOf(written), version6: String(written).startsWith('[') }]
}

function keysOf({ listens }: Site): readonly string[] {
  return listens.map(key)
}

function key(written: number | string): string {
  const [socket] = socketOf(written)
  if (socket === undefined) return String(written)
  const { protocol, version6, address = '*', port } = socket
  return `${protocol} ${version6 ? 6 : 4} ${address} ${port}`
}

/** A port is taken on every address by one socket, or on each address by another. */
function overlap(one: Socket, other: Socket): boolean {
  if (one.protocol !== other.protocol || one.port !== other.port || one.version6 !== other.version6) return false
  return one.address === other.address || one.address === undefined || other.address === undefined
}
