import { isIPv4, isIPv6 } from 'node:net'

export interface Listen {
  /** Undefined for every address. */
  readonly address: string | undefined
  readonly port: number
  readonly ssl: boolean
}

const WRITTEN = /^(?:(?:\[([0-9A-Fa-f:.]+)\]|([0-9.]+|\*)):)?(\d{1,5})((?: [a-z0-9_]+(?:=[A-Za-z0-9:._-]+)?)*)$/

/** Reads what nginx's `listen` takes, sockets of files left out; undefined for anything else. */
export function parseListen(written: number | string): Listen | undefined {
  const [, version6, version4, port = '', options = ''] = WRITTEN.exec(String(written)) ?? []
  const isAddress =
    (version6 === undefined || isIPv6(version6)) && (version4 === undefined || version4 === '*' || isIPv4(version4))
  if (!isAddress || Number(port) < 1 || Number(port) > 65535) return undefined
  const address = version6 ?? version4
  const everywhere = address === undefined || ['*', '0.0.0.0', '::'].includes(address)
  return { address: everywhere ? undefined : address, port: Number(port), ssl: options.split(' ').includes('ssl') }
}

/** The port of a `listen`; undefined where it is none. */
export function listenPort(written: number | string): number | undefined {
  return parseListen(written)?.port
}

/** Whether a word such as `udp` or `proxy_protocol` stands behind the port. */
export function hasWord(written: number | string, word: string): boolean {
  return String(written).split(' ').slice(1).includes(word)
}

/** Where the host itself reaches it: the address, or the loopback one of its family. */
export function ownAddress(written: number | string): string {
  return parseListen(written)?.address ?? (String(written).startsWith('[') ? '::1' : '127.0.0.1')
}
