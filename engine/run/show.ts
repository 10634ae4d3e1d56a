import type { Controller } from '../controller.ts'
import { EvenkeelError } from '../errors/error.ts'
import { readFrames } from '../framing.ts'
import type { HostTarget } from '../host/connection.ts'
import { HostPool, requireSuccess } from '../host-pool.ts'
import type { RecordedChange } from '../journal/manifest.ts'
import type { RunRecord } from '../journal/run-record.ts'
import { workOnAll } from '../parallel.ts'
import type { PlannedChange } from '../plan/plan.ts'
import { digestRedactorOf } from '../redaction.ts'
import type { Display } from '../resources/preview/content-lines.ts'
import { restore } from '../resources/registry.ts'
import type { Json, Resource } from '../resources/resource.ts'
import { script } from '../target/scripts.ts'
import { remarksOnUnreachable } from '../unreachable.ts'
import { readHistory } from './history.ts'
import { laterRunsThatChanged } from './later-runs.ts'
import { type HostManifest, readManifest } from './run-manifests.ts'

/** What a run changed, from the journals of its hosts. */
export interface ShownRun {
  readonly record: RunRecord
  /** The hosts that have a record of it, in the order in which they changed. */
  readonly hosts: readonly { readonly host: string; readonly changes: readonly PlannedChange[] }[]
  /** Later runs that stand in the way of its rollback, the newest first. */
  readonly inTheWay: readonly {
    readonly run: string
    readonly operator: string
    readonly resources: readonly { readonly host: string; readonly id: string }[]
  }[]
}

/** Reads a run from the journals of its hosts. Throws `usage` if none of them has a record of it. */
export async function showRun(targets: readonly HostTarget[], run: string, controller: Controller): Promise<ShownRun> {
  const pool = new HostPool(controller)
  try {
    const failures = await pool.connectReachable(targets)
    for (const message of remarksOnUnreachable(failures, 'Not asked')) controller.emit({ type: 'remark', message })
    const records = await readHistory(pool)
    const record = records.find((one) => one.run === run)
    if (record === undefined)
      throw new EvenkeelError('usage', `Cannot show ${run}: these hosts have no record of it`, {
        hint: 'See "evenkeel history".',
      })
    const recorded = record.hosts.map(({ host }) => host).filter((host) => pool.has(host))
    const manifests = await workOnAll(recorded, controller.forks, (host) => readManifest(pool, host, run))
    const hosts = await workOnAll(manifests, controller.forks, (one) => readChanges(pool, one))
    const changed = new Map(
      manifests.map(({ host, manifest }) => [host, new Set(manifest.changes.map(({ id }) => id))]),
    )
    const isDone = record.rolledBackBy !== undefined
    const later = isDone ? [] : await laterRunsThatChanged(pool, record, records, changed)
    return {
      record,
      hosts: hosts.filter(({ changes }) => changes.length > 0),
      inTheWay: later.map(({ record, resources }) => ({ run: record.run, operator: record.operator, resources })),
    }
  } finally {
    await pool.close()
  }
}

/** Reads the contents before and after each change, as far as the host keeps them, in one command. */
async function readChanges(pool: HostPool, { host, manifest }: HostManifest) {
  const changes = manifest.changes.map((change) => ({ change, resource: restore(change.kind, change.spec) }))
  if (changes.length === 0) return { host, changes: [] }
  const text = keptScript(changes.map(({ change, resource }) => ({ resource, states: [change.before, change.after] })))
  const result = requireSuccess(await pool.connection(host).script(text), host)
  const previews = new Map(readFrames(result.stdout, host).map(({ label, output }) => [label, output]))
  const display: Display = {
    redactDigest: digestRedactorOf(pool.profile(host)),
    showsPrivate: pool.controller.showsPrivateFiles ?? false,
  }
  return {
    host,
    changes: changes.map(({ change, resource }, index) =>
      shown(change, resource, display, [previews.get(`state.${index}.0`), previews.get(`state.${index}.1`)]),
    ),
  }
}

/** Such a preview reads the answer of the probe before it, and prints nothing of what the host no longer keeps. */
function keptScript(all: readonly { readonly resource: Resource; readonly states: readonly Json[] }[]): string {
  const lines = all.flatMap(({ resource, states }, index) => [
    `probe_${index}() {`,
    resource.probe.script,
    '}',
    ...states.flatMap((state, place) => {
      const kept = resource.keptOf(state)
      if (kept === undefined) return []
      const name = `state_${index}_${place}`
      return [
        `${name}() {`,
        kept.script,
        '}',
        `answer probe probe_${index} >/dev/null`,
        `answer state.${index}.${place} ${name}`,
      ]
    }),
  ])
  return [script('prelude'), script('answer'), ...lines, 'exit 0', ''].join('\n')
}

function shown(
  { id, kind, before, after }: RecordedChange,
  resource: Resource,
  display: Display,
  [earlier, later]: readonly (string | undefined)[],
): PlannedChange {
  return {
    // What came with a package, and went, is in neither state.
    action: after === null ? '-' : before === null ? '+' : '~',
    id,
    kind,
    name: resource.name,
    before: resource.redacted(before, display.redactDigest),
    after: resource.redacted(after, display.redactDigest),
    beforeLines: resource.stateLines(before, earlier, display),
    afterLines: resource.stateLines(after, later, display),
    notes: [],
  }
}
