import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Cluster } from './cluster.ts'

/** The requests of a load. */
export interface LoadTarget {
  readonly url: string
  /** The address of the name in the URL, if DNS cannot resolve it. */
  readonly address?: string
}

export interface LoadOrder extends LoadTarget {
  readonly perSecond: number
}

/** The outcome of all requests of a load. */
export interface LoadReport {
  readonly requests: number
  readonly perSecond: number
  /** Seconds of the slowest request. */
  readonly slowest: number
  /** Counts of requests without a 200: `each 503`, `kept ECONNREFUSED`. */
  readonly lost: Readonly<Record<string, number>>
}

const PER_SECOND = 200
const CLIENT = fileURLToPath(new URL('load-client.ts', import.meta.url))

/**
 * Sends requests during a change, and shortly before and after it. They come from the controller: a client on a host of
 * the lab would be slowed by the other hosts.
 */
export async function underLoad(
  cluster: Cluster,
  target: LoadTarget,
  change: () => Promise<void>,
): Promise<LoadReport> {
  const order: LoadOrder = { ...target, perSecond: PER_SECOND }
  const words = ['lab', 'exec', '-i', cluster.inventory, '--', process.execPath, CLIENT, JSON.stringify(order)]
  const client = spawn('bin/evenkeel', words, { stdio: ['pipe', 'pipe', 'inherit'] })
  const printed = client.stdout.setEncoding('utf8').reduce((all, piece) => all + piece, '')
  try {
    await sleep(4000)
    await change()
    await sleep(4000)
  } finally {
    client.stdin.end()
  }
  return JSON.parse(await printed)
}

/** The report for the log of a test. */
export function loadWords(report: LoadReport): string {
  const lost = Object.entries(report.lost).map(([outcome, count]) => `${count} × ${outcome}`)
  const rate = `${report.perSecond.toFixed(0)} a second, the slowest ${report.slowest.toFixed(2)} s`
  return `${report.requests} requests, ${rate}, lost: ${lost.join(', ') || 'none'}`
}
