import { isPartial, type RunHeader } from '../../journal/header.ts'
import { machineRecordAfter } from '../../journal/machine.ts'
import { managedFileName } from '../../journal/managed.ts'
import type { Manifest } from '../../journal/manifest.ts'
import { writeRecord } from '../../journal/record.ts'
import { type Change, changesFor, stateOf } from '../../plan/change.ts'
import { entryAfter, managedAfter, managedBy, type StatesToRecord, type Want } from '../../plan/want.ts'
import { type HostWork, recordOnlyOf, type Work, wantsOf } from '../../plan/work.ts'
import { type HostReading, probeScriptOfRun } from '../../probe.ts'
import type { Json } from '../../resources/resource.ts'
import { RUN_SCRIPTS, script } from '../../target/scripts.ts'
import type { RunSettings } from '../settings.ts'
import type { StageFiles } from './bundle.ts'
import { bytesIn, RESERVE } from './disk-space.ts'
import { manifestOf } from './manifest.ts'
import { readingsScript } from './readings-script.ts'
import { LIMIT, type Step } from './steps.ts'

/** One host's part in a run, as fixed before the first write. */
export interface HostPart {
  readonly host: string
  readonly work: Work
  readonly header: RunHeader
  readonly settings: RunSettings
  /** The host as read before the run's first write. */
  readonly baseline: HostReading
  /** States in which providers of this run brought other resources along, by id: it grows from stage to stage. */
  readonly brought: Map<string, Json>
  /** Ids of the checks that the host records if the run is committed. */
  readonly checks: readonly string[]
}

/** Steps that are sent at once and judged by one reading. */
export interface Stage {
  /** From 1. */
  readonly number: number
  readonly work: HostWork
  readonly wants: readonly Want[]
  readonly changes: readonly Change[]
  readonly steps: readonly Step[]
}

/** The files of a stage. The first stage also brings the files for the whole run. */
export function stageFilesOf(part: HostPart, { number, work, wants, changes, steps }: Stage): StageFiles {
  const isFirst = number === 1
  const kept = isFirst ? keptStates(part) : []
  return {
    steps: withKept(steps, kept),
    baseline: wantsOf(part.work.plays, part.host).map((want) => want.resource.id),
    probe: probeScriptOfRun(wants.map(({ resource }) => resource)),
    manifest: writeRecord({
      made: changes.length,
      ...manifestOf(wants, changes, work, part.baseline),
      ownership: isFirst ? ownershipOf(part) : [],
    }),
    run: isFirst ? runFiles(part) : new Map([managedNext(part)]),
    diskSpace: isFirst ? RESERVE + kept.reduce((sum, [, state]) => sum + bytesIn(state), 0) : 0,
  }
}

/** The changes of all plays, as far as the first reading shows them. */
export function changesOf({ work, host, baseline }: HostPart): Change[] {
  return changesFor(wantsOf(work.plays, host), baseline)
}

/**
 * What this run records for the first time and does not change. Its content is kept all the same: the record says that it
 * was found so.
 */
function keptStates(part: HostPart): [Want, Json][] {
  const changed = new Set(changesOf(part).map((change) => change.want.resource.id))
  return wantsOf(part.work.plays, part.host)
    .filter(({ resource, reason, recorded, nextRecord }) => {
      const isFirstRecord = reason === 'described' && recorded === undefined && nextRecord?.found === undefined
      return isFirstRecord && !changed.has(resource.id)
    })
    .map((want) => [want, stateOf(part.baseline.readings.get(want.resource.id) ?? { state: null })])
}

/** The first step keeps them, before anything is written; a run that only records has a step for that. */
function withKept(steps: readonly Step[], kept: readonly [Want, Json][]): readonly Step[] {
  const backup = kept.flatMap(([{ resource }, state]) => resource.keep(state))
  if (backup.length === 0) return steps
  if (steps.length === 0) return [{ title: 'keep what was found', backup, forward: [], undo: [], limit: LIMIT }]
  return steps.map((step, index) => (index === 0 ? { ...step, backup: [...backup, ...step.backup] } : step))
}

function runFiles(part: HostPart): Map<string, string> {
  const { host, header, settings, baseline } = part
  const { pool, plays, plan } = part.work
  const wants = wantsOf(plays, host)
  const { machine, machineRecord } = pool.profile(host)
  return new Map([
    ['header.json', writeRecord({ ...header, host, machine })],
    ...(machine === undefined
      ? []
      : ([['machine.json', writeRecord(machineRecordAfter(host, machine, machineRecord))]] as const)),
    ['baseline', `${baseline.digest}\n`],
    ['baseline.sh', probeScriptOfRun(wants.map(({ resource }) => resource))],
    [
      'readings.sh',
      readingsScript(wants.map(({ resource }) => ({ resource, found: baseline.answers.get(resource.id) }))),
    ],
    ['baseline.each', wants.map((want) => `${baseline.answers.get(want.resource.id)}\n`).join('')],
    ['managed.name', `${managedFileName(plan.playbook)}\n`],
    managedNext(part),
    ['lease', `${settings.lease}\n`],
    ['keep-runs', `${settings.keepRuns}\n`],
    ['reserve-size', `${RESERVE}\n`],
    ...RUN_SCRIPTS.map((name) => [`${name}.sh`, script(name)] as const),
  ])
}

/** The record that the commit files: a later stage sends it again, with what the stages before it brought along. */
function managedNext(part: HostPart): [string, string] {
  const { pool, plays, plan, command } = part.work
  const recorded = managedBy(pool.profile(part.host), plan.playbook)
  // Apply and remove have a want for every recorded resource, or only change its record.
  const current = isPartial(command) || recorded === undefined ? recorded : { ...recorded, entries: [] }
  const wants = wantsOf(plays, part.host)
  const recordOnly = recordOnlyOf(plays, part.host)
  const next = managedAfter(current, plan.playbook, membersAfter(part), { wants, recordOnly }, statesOf(part))
  return ['managed.next', writeRecord({ ...next, checks: part.checks })]
}

/** If the hosts that fail are left as they are, one that leaves the playbook may not have gone back. */
function membersAfter({ work: { members, plays }, settings }: HostPart): readonly string[] {
  if (!settings.keepOnFailure) return members
  const changing = plays
    .flatMap(({ batches }) => batches.flat())
    .filter(({ wants, recordOnly = [] }) => wants.length + recordOnly.length > 0)
  return [...new Set([...members, ...changing.map(({ host }) => host)])]
}

/** The host's records before and after the run, of all resources of the run. */
function ownershipOf(part: HostPart): Manifest['ownership'] {
  const { plays } = part.work
  const wants = wantsOf(plays, part.host).map((want) => ({
    id: want.resource.id,
    before: want.recorded ?? null,
    after: entryAfter(want, statesOf(part)) ?? null,
  }))
  const others = recordOnlyOf(plays, part.host).map(({ id, recorded, nextRecord }) => ({
    id,
    before: recorded ?? null,
    after: nextRecord ?? null,
  }))
  return [...wants, ...others]
}

function statesOf({ baseline, brought }: HostPart): StatesToRecord {
  return { found: (id) => stateOf(baseline.readings.get(id) ?? { state: null }), brought }
}
