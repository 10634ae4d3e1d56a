import { endpoint } from '../kit/addresses.ts'
import type { WebListen } from '../kit/web/listen.ts'

/** What `<VirtualHost>` compares with: `*:80`, `10.0.0.21:80`. */
export function virtualHostAddress({ address, port }: WebListen): string {
  return address === undefined ? `*:${port}` : endpoint(address, port)
}

/** What `Listen` takes, each once; an address is in vain beside all addresses on its port, and Apache would not start. */
export function listenAddresses(listens: readonly WebListen[]): readonly string[] {
  const everywhere = new Set(listens.filter((one) => one.address === undefined).map((one) => one.port))
  const written = listens.flatMap(({ address, port }) => {
    if (address === undefined) return [String(port)]
    return everywhere.has(port) ? [] : [endpoint(address, port)]
  })
  return [...new Set(written)]
}
