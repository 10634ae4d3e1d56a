import { Agent as HttpAgent, request as httpRequest, type RequestOptions } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import type { LoadOrder, LoadReport } from './load.ts'

/**
 * `node load-client.ts ORDER`: sends the requests of the {@link LoadOrder} until its standard input ends, then prints the
 * {@link LoadReport}. The rate does not depend on the answers: a balancer that hangs for a second gets as many requests
 * in that second as in any other. Every second request opens a new connection, the others share a few connections.
 */

/** Timeout of a request, in milliseconds. */
const PATIENCE = 10_000
const KEPT = 20

const order: LoadOrder = JSON.parse(process.argv[2] ?? '{}')
const url = new URL(order.url)
const secure = url.protocol === 'https:'
const kept = new (secure ? HttpsAgent : HttpAgent)({ keepAlive: true, maxSockets: KEPT })
const options: RequestOptions & { rejectUnauthorized: boolean; servername?: string } = {
  host: order.address ?? url.hostname,
  port: url.port || (secure ? 443 : 80),
  path: url.pathname,
  headers: { host: url.host },
  rejectUnauthorized: false,
  ...(secure && { servername: url.hostname }),
}

const outcomes = new Map<string, number>()
const waiting = new Set<Promise<void>>()
const began = performance.now()
let asked = 0
let slowest = 0

const clock = setInterval(() => {
  const due = (seconds() * order.perSecond) | 0
  for (; asked < due; asked += 1) ask(asked % 2 === 0 ? 'each' : 'kept')
}, 5)

process.stdin.resume().on('end', async () => {
  clearInterval(clock)
  const lasted = seconds()
  await Promise.all(waiting)
  const lost = Object.fromEntries([...outcomes].filter(([outcome]) => !outcome.endsWith(' 200')))
  const report: LoadReport = { requests: asked, perSecond: asked / lasted, slowest, lost }
  process.stdout.write(JSON.stringify(report), () => process.exit())
})

function ask(kind: 'each' | 'kept'): void {
  const start = performance.now()
  const answered = outcomeOf(kind === 'kept' ? kept : false).then((outcome) => {
    slowest = Math.max(slowest, (performance.now() - start) / 1000)
    outcomes.set(`${kind} ${outcome}`, (outcomes.get(`${kind} ${outcome}`) ?? 0) + 1)
    waiting.delete(answered)
  })
  waiting.add(answered)
}

/** The status of a complete response, or the error. */
function outcomeOf(agent: HttpAgent | false): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>()
  const request = (secure ? httpsRequest : httpRequest)({ ...options, agent }, (response) => {
    response.on('error', (error) => resolve(`a part of an answer: ${error.message}`))
    response.on('end', () => resolve(String(response.statusCode)))
    response.resume()
  })
  request.on('error', (error: NodeJS.ErrnoException) => {
    // The server closed the connection before the request came: every browser retries (RFC 9112, 9.3.1).
    const stale = request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE')
    resolve(stale ? outcomeOf(agent) : (error.code ?? error.message))
  })
  request.setTimeout(PATIENCE, () => request.destroy(new Error(`no answer in ${PATIENCE / 1000} s`)))
  request.end()
  return promise
}

function seconds(): number {
  return (performance.now() - began) / 1000
}
