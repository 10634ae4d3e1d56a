import { isIPv4, isIPv6 } from 'node:net'

/** An address and port on which a web server listens. */
export interface WebListen {
  /** Undefined: all addresses. */
  readonly address: string | undefined
  readonly port: number
  /** Whether clients speak TLS there, with QUIC too. */
  readonly ssl: boolean
}

const WRITTEN = /^(?:(?:\[([0-9A-Fa-f:.]+)\]|([0-9.]+|\*)):)?(\d{1,5})((?: [a-z0-9_]+(?:=[A-Za-z0-9:._-]+)?)*)$/

/** Reads `80`, `443 ssl`, `10.0.0.21:80`, `[::1]:8080 http2`, `*:80`; undefined for anything else. */
export function parseListen(written: number | string): WebListen | undefined {
  const [, version6, version4, port = '', words = ''] = WRITTEN.exec(String(written)) ?? []
  const isAddress =
    (version6 === undefined || isIPv6(version6)) && (version4 === undefined || version4 === '*' || isIPv4(version4))
  if (!isAddress || Number(port) < 1 || Number(port) > 65535) return undefined
  const address = version6 ?? version4
  const everywhere = address === undefined || ['*', '0.0.0.0', '::'].includes(address)
  const ssl = words.split(' ').some((word) => word === 'ssl' || word === 'quic')
  return { address: everywhere ? undefined : address, port: Number(port), ssl }
}

/** The words behind the port, such as `ssl`, `udp` or `proxy_protocol`. */
export function wordsBehind(written: number | string): readonly string[] {
  return String(written).split(' ').slice(1)
}
