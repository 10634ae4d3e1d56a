import { Text, type TextValue, text } from '../../../engine/secrets.ts'
import type { Lines } from '../../kit/config-text.ts'
import { ownHeaders } from '../language/headers.ts'
import type { OwnLines } from '../language/own-text.ts'
import { hasWord, listenPort } from '../vars/listen.ts'
import type { Site } from '../vars/site.ts'
import { quoted } from './directive.ts'

/** A line with a header by its name in lower case. */
type HeaderLines = ReadonlyMap<string, readonly TextValue[]>

/** The headers of every answer of a server block; none if it inherits those of http. */
export function serverHeaderLines(site: Site, extra: OwnLines | undefined): Lines {
  const ours = siteHeaders(site)
  const own = ownHeaders('add_header', site.extra).map(({ name }) => name)
  if (ours.size === 0 && own.length === 0) return []
  return [...without(ownLines(extra), [...ours.keys(), ...own]), ...without(ours, [])]
}

/**
 * The headers of a location: with one of its own, in lines of the user's own or not, it inherits none of those around it
 * (rule 60), so all are written here, too.
 */
export function locationHeaderLines(
  { headers, extra: locationExtra }: Site['locations'][number],
  site: Site,
  extra: OwnLines | undefined,
): Lines {
  const named = headerLines(headers)
  const own = ownLines(locationExtra)
  if (named.size === 0 && own.size === 0) return []
  const around = new Map([...ownLines(extra), ...siteHeaders(site), ...ownLines(site.extra)])
  return [...without(around, [...named.keys(), ...own.keys()]), ...without(named, [])]
}

/** Those that the role writes for a site. */
function siteHeaders({ headers, tls, listens }: Site): HeaderLines {
  const quic = listens.find((listen) => hasWord(listen, 'quic'))
  const port = quic === undefined ? undefined : listenPort(quic)
  return new Map([
    // A browser comes by HTTP/3 only after it was told to.
    ...(port === undefined ? [] : [['alt-svc', [`add_header Alt-Svc 'h3=":${port}"; ma=86400' always;`]] as const]),
    ...headerLines({
      ...(tls?.hsts === undefined ? {} : { 'Strict-Transport-Security': `max-age=${tls.hsts}` }),
      ...headers,
    }),
  ])
}

/** Also for errors. */
function headerLines(headers: Readonly<Record<string, string | Text>>): HeaderLines {
  return new Map(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      [headerLine(`add_header ${name}`, value, ' always')],
    ]),
  )
}

function ownLines(extra: OwnLines | undefined): HeaderLines {
  return Map.groupBy(ownHeaders('add_header', extra), ({ name }) => name)
    .entries()
    .reduce(
      (all, [name, found]) =>
        all.set(
          name,
          found.map(({ line }) => line),
        ),
      new Map<string, TextValue[]>(),
    )
}

function without(headers: HeaderLines, names: readonly string[]): Lines {
  return [...headers].flatMap(([name, lines]) => (names.includes(name) ? [] : lines))
}

/** A directive, the name of a header, and its value in quotes. */
export function headerLine(head: string, value: string | Text, end = ''): TextValue {
  return value instanceof Text ? text`${head} "${value}"${end};` : `${head} ${quoted(value)}${end};`
}
