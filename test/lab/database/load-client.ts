import { setTimeout as sleep } from 'node:timers/promises'
import type { RowsOrder, RowsReport } from './load.ts'
import { Session } from './session.ts'

/**
 * `node load-client.ts ORDER`: inserts rows as the {@link RowsOrder} says until its standard input ends, then prints the
 * {@link RowsReport}. Each id is sent once: one without an answer is neither acknowledged nor known to be missing.
 */

/** Milliseconds until a connection or a statement without an answer is given up, and until the next try. */
const PATIENCE = 2_000
const PAUSE = 50

const order: RowsOrder = JSON.parse(process.argv[2] ?? '{}')
const acknowledged: number[] = []
const errors = new Map<string, number>()
const interval = order.perSecond === undefined ? 0 : (1000 * order.connections) / order.perSecond
let next = order.firstId
let last = performance.now()
let longestGap = 0
let stops = false

process.stdin.resume().on('end', () => {
  stops = true
})
await Promise.all(Array.from({ length: order.connections }, insertRows))
const report: RowsReport = {
  acknowledged,
  sent: { first: order.firstId, last: next - 1 },
  longestGap: longestGap / 1000,
  errors: Object.fromEntries(errors),
}
process.stdout.write(JSON.stringify(report), () => process.exit())

/** One connection at a time, for ever. */
async function insertRows(): Promise<void> {
  while (!stops) {
    const abort = new AbortController()
    try {
      const session = await limited(Session.open(order.login, abort.signal), abort)
      await insertWith(session, abort).finally(() => session.close())
    } catch (error) {
      abort.abort()
      const message = error instanceof Error ? error.message : String(error)
      errors.set(message, (errors.get(message) ?? 0) + 1)
      await sleep(PAUSE)
    }
  }
}

async function insertWith(session: Session, abort: AbortController): Promise<void> {
  for (let due = performance.now(); !stops; due = Math.max(due + interval, performance.now() - interval)) {
    await sleep(Math.max(0, due - performance.now()))
    const id = next
    next += 1
    await limited(session.run(`INSERT INTO ${order.table} (id, server) VALUES (${id}, @@server_id)`), abort)
    acknowledged.push(id)
    const now = performance.now()
    longestGap = Math.max(longestGap, now - last)
    last = now
  }
}

/** Throws if it takes too long, and ends the connection. */
async function limited<Result>(work: Promise<Result>, abort: AbortController): Promise<Result> {
  const timer = new AbortController()
  const late = sleep(PATIENCE, undefined, { signal: timer.signal }).then(() => {
    abort.abort()
    throw new Error(`no answer in ${PATIENCE / 1000} s`)
  })
  late.catch(() => {})
  work.catch(() => {})
  return Promise.race([work, late]).finally(() => timer.abort())
}
