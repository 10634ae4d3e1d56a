import { z } from 'zod'
import { legacyTimeoutNames, refusingLegacy } from '../legacy/names.ts'
import { duration } from './words.ts'

const front = {
  client: duration.describe('inactivity of a client'),
  http_request: duration.describe('until a request is complete'),
  http_keep_alive: duration.describe('until the next request of a connection'),
  client_fin: duration.describe('inactivity of a client that has closed its side'),
  tarpit: duration.describe('how long a tarpitted client is held'),
}

const back = {
  connect: duration.describe('until a server accepts a connection'),
  server: duration.describe('inactivity of a server'),
  queue: duration.describe('until a waiting request gets a server'),
  check: duration.describe('a health check, once it is connected'),
  tunnel: duration.describe('inactivity of a tunnel, such as a WebSocket'),
  server_fin: duration.describe('inactivity of a server that has closed its side'),
}

/** All timeouts have a default: HAProxy warns about missing ones, which mean no limit. */
export const allTimeouts = refusingLegacy(
  z.strictObject({
    connect: back.connect.default('5s'),
    client: front.client.default('30s'),
    server: back.server.default('30s'),
    queue: back.queue.default('30s'),
    check: back.check.default('3s'),
    http_request: front.http_request.default('10s'),
    http_keep_alive: front.http_keep_alive.default('10s'),
    tunnel: back.tunnel.default('1h'),
    client_fin: front.client_fin.default('10s'),
    server_fin: back.server_fin.default('10s'),
    tarpit: front.tarpit.default('10s'),
  }),
  legacyTimeoutNames,
)

export const frontTimeouts = refusingLegacy(z.strictObject(front).partial(), legacyTimeoutNames)
export const backTimeouts = refusingLegacy(z.strictObject(back).partial(), legacyTimeoutNames)
export const listenTimeouts = refusingLegacy(z.strictObject({ ...front, ...back }).partial(), legacyTimeoutNames)
