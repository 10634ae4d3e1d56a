import { endpoint } from '../kit/addresses.ts'
import type { WebListen } from '../kit/web/listen.ts'

/** The address of a `<VirtualHost>`: `*:80`, `10.0.0.21:80`. */
export function virtualHostAddress({ address, port }: WebListen): string {
  return address === undefined ? `*:${port}` : endpoint(address, port)
}

/**
 * The arguments of `Listen`, each once. An address is left out if another listen has its port on every address: Apache
 * would not start with both.
 */
export function listenAddresses(listens: readonly WebListen[]): readonly string[] {
  const onEveryAddress = new Set(listens.filter((one) => one.address === undefined).map((one) => one.port))
  const written = listens.flatMap(({ address, port }) => {
    if (address === undefined) return [String(port)]
    return onEveryAddress.has(port) ? [] : [endpoint(address, port)]
  })
  return [...new Set(written)]
}
