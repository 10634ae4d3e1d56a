import { isIP } from 'node:net'

/** The server or upstream to which a location passes its requests. */
export interface ProxyTarget {
  readonly scheme: 'http' | 'https'
  /** The name of an upstream, or undefined for an address. */
  readonly upstream: string | undefined
  /** Upstream, or address with port, as written in the URL. */
  readonly authority: string
  /** Replaces the location's path; undefined: the path stays. */
  readonly uri: string | undefined
}

const WRITTEN = /^(?:(https?):\/\/)?([A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?(\/[^\s;{}"'\\$]*)?$/

/** Reads `shop`, `https://shop`, `http://shop/app/`, `http://10.0.0.5:8080`; undefined for anything else. */
export function parseProxyTarget(written: string): ProxyTarget | undefined {
  const [, scheme = 'http', name = '', port = '', uri] = WRITTEN.exec(written) ?? []
  if (name === '') return undefined
  const isAddress = isIP(name.replaceAll(/[[\]]/g, '')) !== 0
  if (!isAddress && port !== '') return undefined
  return {
    scheme: scheme === 'https' ? 'https' : 'http',
    upstream: isAddress ? undefined : name,
    authority: `${name}${port}`,
    uri,
  }
}
