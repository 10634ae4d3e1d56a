import { hostList } from '../host-names.ts'
import { type Json, sameState } from '../resources/resource.ts'
import type { RecordOnly, Want } from './want.ts'

/** Ids of resources that a run records as the playbook's, or no longer does, whether it changes them or not. */
export interface Filings {
  readonly claims: readonly string[]
  readonly releases: readonly string[]
}

type Record = Pick<Want, 'recorded' | 'nextRecord'> & { readonly id: string }

/** The records that a run with these wants writes anew, and those that it drops. */
export function filingsOf(wants: readonly Want[], recordOnly: readonly RecordOnly[]): Filings {
  const records: Record[] = [...wants.map((want) => ({ ...want, id: want.resource.id })), ...recordOnly]
  const ids = (isAmong: (record: Record) => boolean) => records.filter(isAmong).map(({ id }) => id)
  return {
    claims: ids(({ recorded, nextRecord }) => nextRecord !== undefined && !isSameRecord(recorded, nextRecord)),
    releases: ids(({ recorded, nextRecord }) => nextRecord === undefined && recorded !== undefined),
  }
}

/** The state in which the resource was found does not count: a run never changes it. */
export function isSameRecord(one: Want['nextRecord'], other: Want['nextRecord']): boolean {
  return sameState(comparable(one), comparable(other))
}

function comparable(record: Want['nextRecord']): Json {
  if (record === undefined) return null
  const { kind, spec, readableAfter, givesWay } = record
  return JSON.parse(JSON.stringify({ kind, spec, readableAfter, givesWay })) as Json
}

/** One sentence for each resource that stays although the command would take it back. */
export function remarksOnStays(works: readonly { host: string; recordOnly?: readonly RecordOnly[] | undefined }[]) {
  const stays = works.flatMap(({ host, recordOnly = [] }) =>
    recordOnly.flatMap(({ id, why }) =>
      why === undefined ? [] : [{ host, sentence: (on: string) => `${id} stays on ${on}: ${why}` }],
    ),
  )
  const alike = Map.groupBy(stays, ({ sentence }) => sentence(''))
  return [...alike.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [first.sentence(hostList([first, ...others].map(({ host }) => host)))],
  )
}
