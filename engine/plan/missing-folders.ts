import { EvenkeelError, throwIfAny } from '../errors/error.ts'
import type { HostReading } from '../probe.ts'
import { type Change, changesFor } from './change.ts'
import { hostsOf, type PlayWork, wantsOf } from './work.ts'

/**
 * Refuses what a run would make in a folder that the host lacks, and that nothing before it can bring: the step would
 * fail, and everything would be reverted.
 */
export function refuseMissingFolders(plays: readonly PlayWork[], readings: ReadonlyMap<string, HostReading>): void {
  throwIfAny(
    hostsOf(plays).flatMap((host) => {
      const reading = readings.get(host)
      return reading === undefined ? [] : missingOn(host, changesFor(wantsOf(plays, host), reading), reading)
    }),
  )
}

function missingOn(host: string, changes: readonly Change[], { missingFolders }: HostReading): EvenkeelError[] {
  return changes.flatMap((change, place) => {
    const { id, folder } = change.want.resource
    if (folder === undefined || missingFolders?.has(id) !== true) return []
    // What its provider brings is not known yet.
    if (change.after === null || change.notYet !== undefined) return []
    const isBrought = changes
      .slice(0, place)
      .some(({ want, after }) => after !== null && want.resource.mayBring(folder))
    return isBrought ? [] : [missing(host, id, folder)]
  })
}

function missing(host: string, id: string, folder: string): EvenkeelError {
  return new EvenkeelError('unsupported', `Cannot make ${id} on ${host}: there is no folder ${folder}`, {
    host,
    hint: `Describe it before: directory: { path: ${folder} }. Or describe the package that brings it.`,
  })
}
