import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Cluster } from '../cluster.ts'
import type { Login } from './session.ts'

/** The rows that a load inserts. */
export interface RowsOrder {
  readonly login: Login
  /** A table with the columns `id` and `server`. */
  readonly table: string
  readonly firstId: number
  readonly connections: number
  /** Undefined: as fast as the server acknowledges. */
  readonly perSecond?: number
}

/** The outcome of a load. */
export interface RowsReport {
  /** The ids of the rows whose commit the server has acknowledged. */
  readonly acknowledged: readonly number[]
  /** All ids that were ever sent. */
  readonly sent: { readonly first: number; readonly last: number }
  /** The longest time without an acknowledgement, in seconds. */
  readonly longestGap: number
  /** Counts of errors, by message. */
  readonly errors: Readonly<Record<string, number>>
}

const CLIENT = fileURLToPath(new URL('load-client.ts', import.meta.url))

/** Inserts rows during a change, from the lab's controller. */
export async function insertingRows(
  cluster: Cluster,
  order: RowsOrder,
  change: () => Promise<void>,
): Promise<RowsReport> {
  const words = ['lab', 'exec', '-i', cluster.inventory, '--', process.execPath, CLIENT, JSON.stringify(order)]
  const client = spawn('bin/evenkeel', words, { stdio: ['pipe', 'pipe', 'inherit'] })
  const printed = client.stdout.setEncoding('utf8').reduce((all, piece) => all + piece, '')
  try {
    await change()
  } finally {
    client.stdin.end()
  }
  return JSON.parse(await printed)
}

/** The ids that must be there and are not, and those that are there and were never sent. */
export function compareRows(
  { acknowledged, sent }: RowsReport,
  present: readonly number[],
): { readonly missing: readonly number[]; readonly unknown: readonly number[] } {
  const found = new Set(present)
  return {
    missing: acknowledged.filter((id) => !found.has(id)),
    unknown: present.filter((id) => id < sent.first || id > sent.last),
  }
}

/** The report for the log of a test. */
export function rowsWords({ acknowledged, sent, longestGap, errors }: RowsReport): string {
  const kinds = Object.entries(errors).map(([message, count]) => `${count} × ${message}`)
  const all = `${acknowledged.length} of ${sent.last - sent.first + 1} rows acknowledged`
  return `${all}, the longest gap ${longestGap.toFixed(2)} s, errors: ${kinds.join(', ') || 'none'}`
}
