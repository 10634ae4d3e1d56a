import type { RunHeader } from '../../journal/header.ts'
import { asciiJson, managedFileName } from '../../journal/managed.ts'
import { type Change, changesFor, stateOf } from '../../plan/change.ts'
import { managedAfter, managedBy, type Want } from '../../plan/want.ts'
import { type HostWork, type Work, wantsOf } from '../../plan/work.ts'
import { type HostReading, probeScript } from '../../probe.ts'
import { RUN_SCRIPTS, script } from '../../target/scripts.ts'
import type { RunSettings } from '../settings.ts'
import type { StageFiles } from './bundle.ts'
import { backupBytes, reserveBytes } from './disk-space.ts'
import { manifestOf } from './manifest.ts'
import type { Step } from './steps.ts'

/** One host's part in a run, as fixed before the first write. */
export interface HostPart {
  readonly host: string
  readonly work: Work
  readonly header: RunHeader
  readonly settings: RunSettings
  /** The host as read before the run's first write. */
  readonly baseline: HostReading
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
  return {
    steps,
    probe: probeOf(wants),
    manifest: asciiJson(manifestOf(wants, changes, work, part.baseline)),
    run: isFirst ? runFiles(part) : new Map(),
    diskSpace: backupBytes(changes) + (isFirst ? reserveOf(part) : 0),
  }
}

/** The changes of all plays, as far as the first reading shows them. */
export function changesOf({ work, host, baseline }: HostPart): Change[] {
  return changesFor(wantsOf(work.plays, host), baseline)
}

function reserveOf(part: HostPart): number {
  return reserveBytes(changesOf(part))
}

function runFiles(part: HostPart): Map<string, string> {
  const { host, header, settings, baseline, checks } = part
  const { pool, plays, plan, members, command } = part.work
  const wants = wantsOf(plays, host)
  // Apply and remove have a want for every recorded resource, except those that another playbook describes, too: these
  // leave the record.
  const current = command === 'rollback' ? managedBy(pool.profile(host), plan.playbook) : undefined
  const found = (id: string) => stateOf(baseline.readings.get(id) ?? { state: null })
  return new Map([
    ['header.json', asciiJson(header)],
    ['baseline', `${baseline.digest}\n`],
    ['baseline.sh', probeOf(wants)],
    ['managed.name', `${managedFileName(plan.playbook)}\n`],
    ['managed.next', asciiJson({ ...managedAfter(current, plan.playbook, members, wants, found), checks })],
    ['lease', `${settings.lease}\n`],
    ['keep-runs', `${settings.keepRuns}\n`],
    ['reserve-size', `${reserveOf(part)}\n`],
    ...RUN_SCRIPTS.map((name) => [`${name}.sh`, script(name)] as const),
  ])
}

/** Without previews: hosts compare the digest of the printed text. */
function probeOf(wants: readonly Want[]): string {
  return probeScript(
    wants.map((want) => want.resource),
    false,
  )
}
