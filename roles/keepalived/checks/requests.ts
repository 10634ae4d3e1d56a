import type { Sh } from '../../../engine/shell.ts'
import { endpoint } from '../../kit/addresses.ts'
import { askTimes, connectTimes } from '../../kit/looks/http.ts'
import type { VirtualServer } from '../vars/server.ts'

/** Makes requests to a virtual server, one after the other; undefined for what cannot be asked over TCP. */
export function requestsTo(server: VirtualServer, count: number): Sh | undefined {
  if (server.vip === undefined || server.port === undefined || server.protocol !== 'tcp') return undefined
  const { http, https } = server.check ?? {}
  const plain = http ?? https
  if (plain === undefined || plain.port !== undefined) return connectTimes(count, server.vip, server.port)
  const scheme = http === undefined ? 'https' : 'http'
  const url = `${scheme}://${endpoint(server.vip, server.port)}${plain.path}`
  return askTimes(count, { url, host: plain.host ?? server.host })
}
