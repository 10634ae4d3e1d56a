import type { PlannedBatch, PlannedChange, PlannedHost, PlannedPlay } from './plan.ts'

/**
 * Adds a note to each change that cannot be undone and has others after it: if one of those fails, it stays. The order is
 * that of the description, in which each change may need what comes before it.
 */
export function noteWhatFollows(plays: readonly PlannedPlay[]): PlannedPlay[] {
  const later = new LaterChanges()
  const noted = plays.toReversed().map((play) => {
    const batches = play.batches.toReversed().map((batch) => later.noteIn(batch))
    return { ...play, batches: batches.reverse() }
  })
  return noted.reverse()
}

/** The changes that come after those of a batch, by host. */
class LaterChanges {
  readonly #byHost = new Map<string, number>()
  #all = 0

  noteIn({ hosts }: PlannedBatch): PlannedBatch {
    const noted = hosts.map((host) => this.#noteOn(host, hosts))
    for (const { host, changes } of hosts) {
      this.#byHost.set(host, this.#on(host) + changes.length)
      this.#all += changes.length
    }
    return { hosts: noted }
  }

  #on(host: string): number {
    return this.#byHost.get(host) ?? 0
  }

  #noteOn(planned: PlannedHost, batch: readonly PlannedHost[]): PlannedHost {
    const { host, changes } = planned
    const lastReversible = changes.findLastIndex(({ irreversible }) => irreversible === undefined)
    const beside = batch.reduce((sum, other) => sum + (other.host === host ? 0 : other.changes.length), 0)
    const noted = changes.map((change, index) => {
      if (change.irreversible === undefined) return change
      // The last ones of a host wait until all hosts of the batch have made the others.
      const besideIt = index < lastReversible ? beside : 0
      const here = changes.length - index - 1 + this.#on(host)
      return withNote(change, here, this.#all - this.#on(host) + besideIt)
    })
    return { ...planned, changes: noted }
  }
}

function withNote(change: PlannedChange, here: number, elsewhere: number): PlannedChange {
  if (here + elsewhere === 0) return change
  const where = [here > 0 ? `${here} on this host` : [], elsewhere > 0 ? `${elsewhere} on others` : []].flat()
  const note = `${count(here + elsewhere)} after it (${where.join(', ')}): if one fails, this one stays. Put it last if nothing needs it`
  return { ...change, notes: [...change.notes, note] }
}

function count(changes: number): string {
  return changes === 1 ? '1 change comes' : `${changes} changes come`
}
