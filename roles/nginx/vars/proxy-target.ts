import { isIP } from 'node:net'

/** The server or upstream to which a location passes its requests. */
export interface ProxyTarget {
  readonly scheme: 'http' | 'https'
  /** The name of an upstream, or undefined for an address and a DNS name. */
  readonly upstream: string | undefined
  /** Whether it is a DNS name with a port, which nginx looks up while it runs. */
  readonly isDnsName: boolean
  /** Upstream, or address or DNS name with port, as written in the URL. */
  readonly authority: string
  /** Replaces the location's path; undefined: the path stays. */
  readonly uri: string | undefined
}

const WRITTEN = /^(?:(https?):\/\/)?([A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?(\/[^\s;{}"'\\$]*)?$/

/** Reads `shop`, `https://shop`, `http://shop/app/`, `http://10.0.0.5:8080`, `http://app.example.com:80`; undefined for anything else. */
export function parseProxyTarget(written: string): ProxyTarget | undefined {
  const [, scheme = 'http', name = '', port = '', uri] = WRITTEN.exec(written) ?? []
  if (name === '' || Number(port.slice(1)) > 65535) return undefined
  const isAddress = isIP(name.replaceAll(/[[\]]/g, '')) !== 0
  const isDnsName = !isAddress && port !== ''
  return {
    scheme: scheme === 'https' ? 'https' : 'http',
    upstream: isAddress || isDnsName ? undefined : name,
    isDnsName,
    authority: `${name}${port}`,
    uri,
  }
}
