import type { Check } from '../../engine/check.ts'
import { endpoint } from '../addresses.ts'
import { askTimes, connectTimes } from '../ask.ts'
import { type Balance, balanceCheck } from '../check-balance.ts'
import type { FindHosts } from '../real-servers.ts'
import { describedService } from './table.ts'
import type { VirtualServer } from './vars-server.ts'

/** Requests of a virtual server are spread; undefined for what cannot be asked over TCP. */
export function spreadCheck(server: VirtualServer, find: FindHosts, balance: Balance): Check | undefined {
  const ask = request(server, balance.requests)
  return ask && balanceCheck(describedService(server, find), ask, balance)
}

function request(server: VirtualServer, count: number) {
  if (server.vip === undefined || server.port === undefined || server.protocol !== 'tcp') return undefined
  const { http, https } = server.check ?? {}
  const plain = http ?? https
  if (plain === undefined || plain.port !== undefined) return connectTimes(count, server.vip, server.port)
  const scheme = http === undefined ? 'https' : 'http'
  const url = `${scheme}://${endpoint(server.vip, server.port)}${plain.path}`
  return askTimes(count, { url, host: plain.host ?? server.host })
}
