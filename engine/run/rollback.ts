import type { Controller } from '../controller.ts'
import { EvenkeelError } from '../errors/error.ts'
import { readFrames } from '../framing.ts'
import type { HostTarget } from '../host/connection.ts'
import { hostList } from '../host-names.ts'
import { type HostPool, requireSuccess } from '../host-pool.ts'
import { RUN_ID } from '../journal/header.ts'
import type { ManagedEntry } from '../journal/managed.ts'
import { type Manifest, manifestSchema } from '../journal/manifest.ts'
import { readRecord } from '../journal/record.ts'
import type { RunRecord } from '../journal/run-record.ts'
import { workOnAll } from '../parallel.ts'
import { stateOf } from '../plan/change.ts'
import { isSameRecord, remarksOnStays } from '../plan/filings.ts'
import type { Intent } from '../plan/plan-work.ts'
import { managedBy, type RecordOnly, stateToReturnTo, type Want, whyOthersKeep } from '../plan/want.ts'
import type { HostWork } from '../plan/work.ts'
import { readResources } from '../probe.ts'
import { restore } from '../resources/registry.ts'
import { scriptWith } from '../target/scripts.ts'
import { carryOut, type RunOptions } from './apply.ts'
import { differencesSince } from './drift.ts'
import { isCommitted, newestKeptRun, readHistory } from './history.ts'
import type { RunReport } from './report.ts'

/** The record of the run to roll back on one host, all its stages together. */
interface HostManifest {
  readonly host: string
  readonly manifest: Manifest
}

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
    const record = chooseRun(await readHistory(pool), run)
    const manifests = await workOnAll(committedHosts(record), controller.forks, (host) =>
      readManifest(pool, host, record.run),
    )
    await workOnAll(manifests, controller.forks, (one) => refuseDrift(pool, one, record))
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

function committedHosts(record: RunRecord): string[] {
  return record.hosts.filter((host) => host.outcome === 'committed').map((host) => host.host)
}

/** A host outside the inventory or `--limit` keeps what the run did. */
function leftOut(record: RunRecord): string[] {
  const hosts = record.hosts.filter((host) => host.outcome === 'not asked').map(({ host }) => host)
  if (hosts.length === 0) return []
  return [`Left out of this command: ${hostList(hosts)}. What ${record.run} did there stays.`]
}

async function readManifest(pool: HostPool, host: string, run: string): Promise<HostManifest> {
  const result = await pool.connection(host).script(scriptWith('manifests', run))
  const stages = readFrames(requireSuccess(result, host).stdout, host).map((frame) =>
    readRecord(frame.output, manifestSchema, `of what ${run} changed`, host),
  )
  return { host, manifest: mergeStages(stages) }
}

/** A resource that two stages changed has the state before the first and the state after the last. */
function mergeStages(stages: readonly Manifest[]): Manifest {
  const changes = new Map<string, Manifest['changes'][number]>()
  for (const change of stages.flatMap((stage) => stage.changes)) {
    const earlier = changes.get(change.id)
    changes.set(change.id, earlier === undefined ? change : { ...change, before: earlier.before })
  }
  return {
    changes: [...changes.values()],
    watchers: stages.flatMap((stage) => stage.watchers),
    ownership: stages.flatMap((stage) => stage.ownership),
  }
}

async function refuseDrift(pool: HostPool, { host, manifest }: HostManifest, record: RunRecord): Promise<void> {
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
  throw new EvenkeelError(
    'stale',
    `Cannot roll back ${record.run}: ${host} has changed since (- as the run left it, + as it is now)`,
    {
      host,
      differences: await differencesSince(pool, host, drifted),
      hint: [
        'Nothing was changed. What the playbook still describes so, apply puts back, and then the rollback is possible:',
        `  evenkeel apply PLAYBOOK, where PLAYBOOK is the file of "${record.playbook}"`,
        'If a later run made these changes, roll that one back first: evenkeel history',
      ].join('\n'),
    },
  )
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
