import type { RunRecord } from './run-record.ts'

/**
 * Runs in the order in which they were made, the oldest first. Each host numbers its runs under its lock, so that no
 * controller's clock counts; clocks only order runs that have no host in common.
 */
export function inOrder(records: readonly RunRecord[]): RunRecord[] {
  const waiting = new Set(records.toSorted(byTime))
  const earlier = predecessors(records)
  const ordered: RunRecord[] = []
  while (waiting.size > 0) {
    const isNext = (record: RunRecord) => earlier.get(record)?.every((one) => !waiting.has(one)) ?? true
    // Hosts that contradict each other, such as after a backup was restored, leave only the clocks.
    const next = [...waiting].find(isNext) ?? [...waiting][0]
    if (next === undefined) break
    waiting.delete(next)
    ordered.push(next)
  }
  return ordered
}

/** By record, the record that comes just before it on each of its hosts. */
function predecessors(records: readonly RunRecord[]): Map<RunRecord, RunRecord[]> {
  const onHosts = records.flatMap((record) => record.hosts.filter(isRecorded).map((part) => ({ ...part, record })))
  const earlier = new Map<RunRecord, RunRecord[]>()
  for (const runs of Map.groupBy(onHosts, ({ host }) => host).values()) {
    const inTurn = runs.toSorted((one, other) => one.number - other.number || byTime(one.record, other.record))
    for (const [index, { record }] of inTurn.entries()) {
      const before = inTurn[index - 1]
      if (before !== undefined) earlier.set(record, [...(earlier.get(record) ?? []), before.record])
    }
  }
  return earlier
}

/** The host has a record of the run: it was asked, and the run reached it. */
function isRecorded({ number, outcome }: RunRecord['hosts'][number]): boolean {
  return number > 0 || (outcome !== 'untouched' && outcome !== 'not asked')
}

function byTime(one: RunRecord, other: RunRecord): number {
  return compare(one.started, other.started) || compare(one.run, other.run)
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
