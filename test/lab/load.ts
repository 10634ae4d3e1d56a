import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Cluster } from './cluster.ts'

/** What a client goes on asking. */
export interface LoadTarget {
  readonly url: string
  /** Where the name in the URL is, for one that nobody resolves. */
  readonly address?: string
}

export interface LoadOrder extends LoadTarget {
  readonly perSecond: number
}

/** What became of every single request of a load. */
export interface LoadReport {
  readonly requests: number
  readonly perSecond: number
  /** Seconds that the slowest one took. */
  readonly slowest: number
  /** What was not answered with 200, and how often: `each 503`, `kept ECONNREFUSED`. */
  readonly lost: Readonly<Record<string, number>>
}

const PER_SECOND = 200
const CLIENT = fileURLToPath(new URL('load-client.ts', import.meta.url))

/**
 * Asks for as long as the change goes on, and a little before and after it, from where the controller is: a client
 * among the lab's hosts would be slowed by what they do.
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

/** For the log of a test. */
export function loadWords(report: LoadReport): string {
  const lost = Object.entries(report.lost).map(([outcome, count]) => `${count} × ${outcome}`)
  const rate = `${report.perSecond.toFixed(0)} a second, the slowest ${report.slowest.toFixed(2)} s`
  return `${report.requests} requests, ${rate}, lost: ${lost.join(', ') || 'none'}`
}
