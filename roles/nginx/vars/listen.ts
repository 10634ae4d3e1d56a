import { parseListen, wordsBehind } from '../../kit/web/listen.ts'

/** The port of a `listen`; undefined if it is not valid. */
export function listenPort(written: number | string): number | undefined {
  return parseListen(written)?.port
}

/** The address at which the host itself reaches a `listen`: its own, or the loopback address of its family. */
export function ownAddress(written: number | string): string {
  return parseListen(written)?.address ?? (String(written).startsWith('[') ? '::1' : '127.0.0.1')
}

/** Whether a word such as `udp` or `proxy_protocol` follows the port. */
export function hasWord(written: number | string, word: string): boolean {
  return wordsBehind(written).includes(word)
}

/** HTTP/3 runs on QUIC, which runs on UDP. */
export function protocolOf(written: number | string): 'tcp' | 'udp' {
  return hasWord(written, 'udp') || hasWord(written, 'quic') ? 'udp' : 'tcp'
}
