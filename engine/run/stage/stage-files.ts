import type { RunHeader } from '../../journal/header.ts'
import { asciiJson, managedFileName } from '../../journal/managed.ts'
import { type Decision, decide, stateOf } from '../../plan/change.ts'
import { managedAfter, managedBy, type Want } from '../../plan/want.ts'
import { type HostWork, type Work, wantsOf } from '../../plan/work.ts'
import { type Survey, surveyScript } from '../../probe.ts'
import { RUN_SCRIPTS, script } from '../../target/scripts.ts'
import type { Terms } from '../settings.ts'
import type { StageFiles } from './bundle.ts'
import { manifestOf } from './manifest.ts'
import { bytesKept, bytesReserved } from './room.ts'
import type { Step } from './steps.ts'

/** One host's part in a run, as it was settled before the first write. */
export interface HostPart {
  readonly host: string
  readonly work: Work
  readonly header: RunHeader
  readonly terms: Terms
  /** What the host answered before the run's first write. */
  readonly baseline: Survey
}

/** What is done in one go, and judged by one reading. */
export interface Stage {
  /** From 1. */
  readonly number: number
  readonly work: HostWork
  readonly wants: readonly Want[]
  readonly decisions: readonly Decision[]
  readonly steps: readonly Step[]
}

/** What a stage brings to its host; the first one also brings what lies there for the whole run. */
export function stageFilesOf(part: HostPart, { number, work, wants, decisions, steps }: Stage): StageFiles {
  const isFirst = number === 1
  return {
    steps,
    probe: probeOf(wants),
    manifest: asciiJson(manifestOf(wants, decisions, work, part.baseline)),
    run: isFirst ? runFiles(part) : new Map(),
    room: bytesKept(decisions) + (isFirst ? reserveOf(part) : 0),
  }
}

/** Of all plays, as far as they can be told from the first reading. */
export function decisionsOf({ work, host, baseline }: HostPart): Decision[] {
  return decide(wantsOf(work.plays, host), baseline)
}

function reserveOf(part: HostPart): number {
  return bytesReserved(decisionsOf(part))
}

function runFiles(part: HostPart): Map<string, string> {
  const { host, header, terms, baseline } = part
  const { session, plays, plan, members, command } = part.work
  const wants = wantsOf(plays, host)
  // Apply and remove want all that the playbook has here, save what another playbook describes too: that is let go.
  const current = command === 'rollback' ? managedBy(session.knowledge(host), plan.playbook) : undefined
  const found = (id: string) => stateOf(baseline.readings.get(id) ?? { state: null })
  return new Map([
    ['header.json', asciiJson(header)],
    ['baseline', `${baseline.digest}\n`],
    ['baseline.sh', probeOf(wants)],
    ['managed.name', `${managedFileName(plan.playbook)}\n`],
    ['managed.next', asciiJson(managedAfter(current, plan.playbook, members, wants, found))],
    ['lease', `${terms.lease}\n`],
    ['keep-runs', `${terms.keepRuns}\n`],
    ['reserve-size', `${reserveOf(part)}\n`],
    ...RUN_SCRIPTS.map((name) => [`${name}.sh`, script(name)] as const),
  ])
}

/** Without previews: hosts compare the digest of what it prints. */
function probeOf(wants: readonly Want[]): string {
  return surveyScript(
    wants.map((want) => want.resource),
    false,
  )
}
