import { isIP } from 'node:net'
import { type Directive, parseDirectives, unquoted } from '../language/directives.ts'
import { type OwnLines, revealed } from '../language/own-text.ts'
import { protocolOf } from './listen.ts'
import type { Site } from './site.ts'
import type { Stream } from './stream.ts'

/** A `listen` in lines of the user's own. */
export interface OwnListen {
  /** Such as `extra of site "shop"`. */
  readonly place: string
  readonly isStream: boolean
  /** As `listen` of a site or a stream is written. */
  readonly written: string
  readonly protocol: 'tcp' | 'udp'
  readonly isDefault: boolean
}

interface Listening {
  readonly sites: readonly Pick<Site, 'name' | 'extra'>[]
  readonly streams: readonly Pick<Stream, 'name' | 'extra'>[]
  readonly extra?: OwnLines | undefined
}

/** All that lines of the user's own listen on: those of sites and streams, and servers in `extra` beside the sites. */
export function ownListens({ sites, streams, extra }: Listening): readonly OwnListen[] {
  return [
    ...sites.flatMap(ownListensOfSite),
    ...streams.flatMap(ownListensOfStream),
    ...parseDirectives(revealed(extra))
      .filter(({ name }) => name === 'server')
      .flatMap(({ inner = [] }) => listensOf(inner.some(isListen) ? inner : [DEFAULT], 'extra', false)),
  ]
}

export function ownListensOfSite({ name, extra }: Pick<Site, 'name' | 'extra'>): readonly OwnListen[] {
  return listensOf(parseDirectives(revealed(extra)), `extra of site "${name}"`, false)
}

export function ownListensOfStream({ name, extra }: Pick<Stream, 'name' | 'extra'>): readonly OwnListen[] {
  return listensOf(parseDirectives(revealed(extra)), `extra of stream "${name}"`, true)
}

/** A server without a listen has this one. */
const DEFAULT: Directive = { name: 'listen', words: ['80'], inner: undefined, hasEntries: false }

function isListen({ name }: Directive): boolean {
  return name === 'listen'
}

/** A listen on a socket of the file system or on a name has no address that could be known here. */
function listensOf(all: readonly Directive[], place: string, isStream: boolean): readonly OwnListen[] {
  return all.filter(isListen).flatMap(({ words }) => {
    const [first = '', ...others] = words.map(unquoted)
    if (first.startsWith('unix:')) return []
    const at = isIP(first.replaceAll(/[[\]]/g, '')) !== 0 || first === '*' ? `${first}:80` : first
    const isDefault = others.some((word) => word === 'default_server' || word === 'default')
    const written = [at, ...others].join(' ')
    return [{ place, isStream, written, protocol: protocolOf(written), isDefault }]
  })
}
