import { isIPv4, isIPv6 } from 'node:net'
import { endpoint } from '../addresses.ts'

export interface Listen {
  /** Undefined for every address. */
  readonly address: string | undefined
  readonly port: number
  readonly ssl: boolean
}

/** Reads `80`, `443 ssl`, `10.0.0.21:80`, `[::1]:8080`, `*:80`; undefined for anything else. */
export function parseListen(written: number | string): Listen | undefined {
  const [, version6, version4, port = '', ssl] =
    /^(?:(?:\[([0-9A-Fa-f:.]+)\]|([0-9.]+|\*)):)?(\d{1,5})( ssl)?$/.exec(String(written)) ?? []
  const isAddress =
    (version6 === undefined || isIPv6(version6)) && (version4 === undefined || version4 === '*' || isIPv4(version4))
  if (!isAddress || Number(port) < 1 || Number(port) > 65535) return undefined
  const address = version6 ?? version4
  const everywhere = address === undefined || ['*', '0.0.0.0', '::'].includes(address)
  return { address: everywhere ? undefined : address, port: Number(port), ssl: ssl !== undefined }
}

/** What `<VirtualHost>` compares with: `*:80`, `10.0.0.21:80`. */
export function virtualHostAddress({ address, port }: Listen): string {
  return address === undefined ? `*:${port}` : endpoint(address, port)
}

/** What `Listen` takes, each once; an address is in vain beside all addresses on its port, and Apache would not start. */
export function listenAddresses(listens: readonly Listen[]): readonly string[] {
  const everywhere = new Set(listens.filter((one) => one.address === undefined).map((one) => one.port))
  const written = listens.flatMap(({ address, port }) => {
    if (address === undefined) return [String(port)]
    return everywhere.has(port) ? [] : [endpoint(address, port)]
  })
  return [...new Set(written)]
}
