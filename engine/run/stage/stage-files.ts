import type { RunHeader } from '../../journal/header.ts'
import { asciiJson, managedFileName } from '../../journal/managed.ts'
import { type Change, changesFor, stateOf } from '../../plan/change.ts'
import { managedAfter, managedBy, type Want } from '../../plan/want.ts'
import { type HostWork, type Work, wantsOf } from '../../plan/work.ts'
import { type HostReading, probeScript } from '../../probe.ts'
import { RUN_SCRIPTS, script } from '../../target/scripts.ts'
import type { RunSettings } from '../settings.ts'
import type { StageFiles } from './bundle.ts'
import { manifestOf } from './manifest.ts'
import { bytesBackedUp, bytesReserved } from './room.ts'
import type { Step } from './steps.ts'

/** One host's part in a run, as it was settled before the first write. */
export interface HostPart {
  readonly host: string
  readonly work: Work
  readonly header: RunHeader
  readonly settings: RunSettings
  /** What the host answered before the run's first write. */
  readonly baseline: HostReading
}

/** What is done in one go, and judged by one reading. */
export interface Stage {
  /** From 1. */
  readonly number: number
  readonly work: HostWork
  readonly wants: readonly Want[]
  readonly changes: readonly Change[]
  readonly steps: readonly Step[]
}

/** What a stage brings to its host; the first one also brings what lies there for the whole run. */
export function stageFilesOf(part: HostPart, { number, work, wants, changes, steps }: Stage): StageFiles {
  const isFirst = number === 1
  return {
    steps,
    probe: probeOf(wants),
    manifest: asciiJson(manifestOf(wants, changes, work, part.baseline)),
    run: isFirst ? runFiles(part) : new Map(),
    room: bytesBackedUp(changes) + (isFirst ? reserveOf(part) : 0),
  }
}

/** Of all plays, as far as they can be told from the first reading. */
export function changesOf({ work, host, baseline }: HostPart): Change[] {
  return changesFor(wantsOf(work.plays, host), baseline)
}

function reserveOf(part: HostPart): number {
  return bytesReserved(changesOf(part))
}

function runFiles(part: HostPart): Map<string, string> {
  const { host, header, settings, baseline } = part
  const { pool, plays, plan, members, command } = part.work
  const wants = wantsOf(plays, host)
  // Apply and remove want all that the playbook has here, save what another playbook describes too: that is let go.
  const current = command === 'rollback' ? managedBy(pool.profile(host), plan.playbook) : undefined
  const found = (id: string) => stateOf(baseline.readings.get(id) ?? { state: null })
  return new Map([
    ['header.json', asciiJson(header)],
    ['baseline', `${baseline.digest}\n`],
    ['baseline.sh', probeOf(wants)],
    ['managed.name', `${managedFileName(plan.playbook)}\n`],
    ['managed.next', asciiJson(managedAfter(current, plan.playbook, members, wants, found))],
    ['lease', `${settings.lease}\n`],
    ['keep-runs', `${settings.keepRuns}\n`],
    ['reserve-size', `${reserveOf(part)}\n`],
    ...RUN_SCRIPTS.map((name) => [`${name}.sh`, script(name)] as const),
  ])
}

/** Without previews: hosts compare the digest of what it prints. */
function probeOf(wants: readonly Want[]): string {
  return probeScript(
    wants.map((want) => want.resource),
    false,
  )
}
