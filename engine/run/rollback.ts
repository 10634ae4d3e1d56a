import type { Controller } from '../controller.ts'
import { EvenkeelError } from '../errors/error.ts'
import type { HostTarget } from '../host/connection.ts'
import { hostList } from '../host-names.ts'
import type { HostPool } from '../host-pool.ts'
import { RUN_ID } from '../journal/header.ts'
import type { ManagedEntry } from '../journal/managed.ts'
import type { Manifest } from '../journal/manifest.ts'
import type { RunRecord } from '../journal/run-record.ts'
import { workOnAll } from '../parallel.ts'
import { stateOf } from '../plan/change.ts'
import { isSameRecord, remarksOnStays } from '../plan/filings.ts'
import type { Intent } from '../plan/plan-work.ts'
import { managedBy, type RecordOnly, stateToReturnTo, type Want, whyOthersKeep } from '../plan/want.ts'
import type { HostWork } from '../plan/work.ts'
import { readResources } from '../probe.ts'
import { restore } from '../resources/registry.ts'
import { carryOut, type RunOptions } from './apply.ts'
import { differencesSince } from './drift.ts'
import { isCommitted, newestKeptRun, readHistory } from './history.ts'
import { committedHosts, type LaterRun, laterRunsThatChanged } from './later-runs.ts'
import type { RunReport } from './report.ts'
import { type HostManifest, readManifest } from './run-manifests.ts'

/**
 * Takes an earlier run back: an ordinary run that wants the states in the journal from before that run. Throws `stale`
 * if a resource no longer reads as that run left it.
 */
export function rollback(
  targets: readonly HostTarget[],
  run: string | undefined,
  controller: Controller,
  options: RunOptions,
): Promise<RunReport> {
  return carryOut(controller, options, async (pool) => {
    await pool.connect(targets)
    const records = await readHistory(pool)
    const record = chooseRun(records, run)
    const manifests = await workOnAll(committedHosts(record), controller.forks, (host) =>
      readManifest(pool, host, record.run),
    )
    await workOnAll(manifests, controller.forks, (one) => refuseDrift(pool, one, record, records))
    return intentOf(pool, record, manifests)
  })
}

function chooseRun(records: readonly RunRecord[], run: string | undefined): RunRecord {
  if (run === undefined) return newestKeptRun(records)
  const record = records.find((one) => one.run === run)
  if (record === undefined || !RUN_ID.test(run))
    throw new EvenkeelError('usage', `Cannot roll back ${run}: these hosts have no record of it`, {
      hint: 'See "evenkeel history".',
    })
  if (!isCommitted(record)) throw new EvenkeelError('usage', `Cannot roll back ${run}: it was not committed anywhere`)
  const by = records.find((one) => one.run === record.rolledBackBy)
  if (by !== undefined && committedHosts(record).every((host) => committedHosts(by).includes(host)))
    throw new EvenkeelError('usage', `Cannot roll back ${run}: ${by.run} already rolled it back`)
  return record
}

/** A host outside the inventory or `--limit` keeps what the run did. */
function leftOut(record: RunRecord): string[] {
  const hosts = record.hosts.filter((host) => host.outcome === 'not asked').map(({ host }) => host)
  if (hosts.length === 0) return []
  return [`Left out of this command: ${hostList(hosts)}. What ${record.run} did there stays.`]
}

async function refuseDrift(
  pool: HostPool,
  { host, manifest }: HostManifest,
  record: RunRecord,
  records: readonly RunRecord[],
): Promise<void> {
  const changed = manifest.changes
    .filter(({ id }) => whyOthersKeep(id, pool.profile(host), record.playbook) === undefined)
    .map((change) => ({ ...change, resource: restore(change.kind, change.spec, {}) }))
  const resources = changed.map(({ resource }) => resource)
  const read = await readResources(pool, host, resources, false)
  const drifted = changed.filter(({ id, before, after, resource }) => {
    const state = stateOf(read.readings.get(id) ?? { state: null })
    return !resource.holds(after, state) && !resource.holds(before, state)
  })
  if (drifted.length === 0) return
  const ids = new Set(drifted.map(({ id }) => id))
  const later = await laterRunsThatChanged(pool, record, records, new Map([[host, ids]]))
  throw new EvenkeelError(
    'stale',
    `Cannot roll back ${record.run}: ${host} has changed since (- as the run left it, + as it is now)`,
    {
      host,
      differences: await differencesSince(pool, host, drifted),
      hint: later.length === 0 ? driftHint(record) : laterHint(later),
    },
  )
}

/** Nobody's run has made these changes. */
function driftHint({ playbook }: RunRecord): string {
  return [
    'Nothing was changed. What the playbook still describes so, apply puts back, and then the rollback is possible:',
    `  evenkeel apply PLAYBOOK, where PLAYBOOK is the file of "${playbook}"`,
  ].join('\n')
}

function laterHint(later: readonly LaterRun[]): string {
  const lines = later.flatMap(({ record: { run, command, playbook, operator, started }, resources }) => [
    `  evenkeel rollback ${run}`,
    `    ${command} of "${playbook}" by ${operator}, ${started}: ${resources.map(({ id }) => id).join(', ')}`,
  ])
  const one = later.length === 1
  const what = one
    ? 'A later run stands in the way. Roll it back'
    : 'Later runs stand in the way. Roll them back, in this order,'
  return [`Nothing was changed. ${what} first:`, ...lines].join('\n')
}

function intentOf(pool: HostPool, record: RunRecord, manifests: readonly HostManifest[]): Intent {
  const order = record.hosts.map((host) => host.host)
  const work = manifests
    .toSorted((a, b) => order.indexOf(b.host) - order.indexOf(a.host))
    .map((one) => workOf(pool, record, one))
  return {
    command: 'rollback',
    rollbackOf: record.run,
    playbook: record.playbook,
    plays: [
      {
        name: `Back to before ${record.run}`,
        batches: work.map((one) => [one]),
        checks: () => [],
      },
    ],
    members: membersBefore(pool, record, work),
    findings: [],
    remarks: [...leftOut(record), ...remarksOnStays(work)],
  }
}

function workOf(pool: HostPool, record: RunRecord, { host, manifest }: HostManifest): HostWork {
  const profile = pool.profile(host)
  const recorded = new Map(managedBy(profile, record.playbook)?.entries.map((entry) => [entry.id, entry]))
  const before = new Map(manifest.ownership.map(({ id, before }) => [id, before ?? undefined]))
  const absentBefore = new Set(manifest.changes.flatMap(({ id, before }) => (before === null ? [id] : [])))
  const keep = (id: string) => whyOthersKeep(id, profile, record.playbook)
  const wants: Want[] = []
  const recordOnly: RecordOnly[] = []
  for (const { kind, id, spec, readableAfter = '', before: state } of manifest.changes.toReversed()) {
    const resource = restore(kind, spec, { readableAfter: readableAfter || undefined })
    const providerStays = absentBefore.has(readableAfter) ? keep(readableAfter) : undefined
    const back = stateToReturnTo(resource, state, recorded.get(id), providerStays)
    const why = keep(id) ?? back.why
    const records = { recorded: recorded.get(id), nextRecord: before.get(id) }
    if (why !== undefined) recordOnly.push({ id, why, ...records })
    else wants.push({ resource, to: back.to, reason: 'rollback', ...records })
  }
  return {
    host,
    wants,
    recordOnly: [...recordOnly, ...recordsOfUnchanged(manifest, recorded)],
    watchers: manifest.watchers.map(({ kind, spec }) => restore(kind, spec, {})),
  }
}

/** What the run recorded and did not change is recorded as before again, unless a later run has recorded it anew. */
function recordsOfUnchanged(manifest: Manifest, recorded: ReadonlyMap<string, ManagedEntry>): RecordOnly[] {
  const changed = new Set(manifest.changes.map(({ id }) => id))
  return manifest.ownership
    .filter(({ id, after }) => after !== undefined && !changed.has(id))
    .filter(({ id, after }) => isSameRecord(recorded.get(id), after ?? undefined))
    .map(({ id, before }) => ({ id, recorded: recorded.get(id), nextRecord: before ?? undefined }))
}

/**
 * Members stay as the hosts have recorded them: the next plan finds nothing on a host that joined with the run. One that
 * left with it has its records again.
 */
function membersBefore(pool: HostPool, record: RunRecord, work: readonly HostWork[]): string[] {
  const recorded = pool.hosts.flatMap((host) => managedBy(pool.profile(host), record.playbook)?.members ?? [])
  const restored = work.filter(({ wants, recordOnly = [] }) =>
    [...wants, ...recordOnly].some(({ nextRecord }) => nextRecord !== undefined),
  )
  return [...new Set([...recorded, ...restored.map(({ host }) => host)])]
}
