import { parseListen, wordsBehind } from '../../kit/web/listen.ts'

/** The port of a `listen`; undefined where it is none. */
export function listenPort(written: number | string): number | undefined {
  return parseListen(written)?.port
}

/** Where the host itself reaches it: the address, or the loopback one of its family. */
export function ownAddress(written: number | string): string {
  return parseListen(written)?.address ?? (String(written).startsWith('[') ? '::1' : '127.0.0.1')
}

/** Whether a word such as `udp` or `proxy_protocol` stands behind the port. */
export function hasWord(written: number | string, word: string): boolean {
  return wordsBehind(written).includes(word)
}
