import type { LookResult } from '../check.ts'
import type { Controller } from '../controller.ts'
import type { Description } from '../description.ts'
import { EvenkeelError } from '../errors/error.ts'
import type { Facts } from '../facts.ts'
import { readFrames } from '../framing.ts'
import type { HostTarget } from '../host/connection.ts'
import { HostPool, requireSuccess } from '../host-pool.ts'
import type { HostProfile } from '../host-profile.ts'
import { isAlive } from '../journal/heard.ts'
import { settleAll } from '../parallel.ts'
import { changesFor } from '../plan/change.ts'
import { playWorks } from '../plan/intend.ts'
import type { Want } from '../plan/want.ts'
import { type PlayWork, wantsOf } from '../plan/work.ts'
import { type HostReading, hostReadingIn } from '../probe.ts'
import { type HostRunRecord, hostRunsIn } from '../run/history.ts'
import { remarksOnRuns } from '../unfinished.ts'
import type { ClusterStatus, HostStatus, LastRun, StatusRemark } from './cluster-status.ts'
import type { StatusItem } from './items.ts'
import type { PartReading, StatusPart, Told } from './part.ts'
import { lookResultsIn, looksOn, statusScript } from './reading.ts'

/** The engine's input for `status`. */
export interface StatusAssignment {
  readonly playbook: string
  /** The hosts of the plays. */
  readonly targets: readonly HostTarget[]
  /** Hosts that no play changes, and from which parts look at the others. */
  readonly clients: readonly HostTarget[]
  /** Describes the hosts in `facts`, and no other: a cluster is looked at above all when some of its hosts are down. */
  describe(facts: ReadonlyMap<string, Facts>): {
    readonly description: Description
    readonly parts: readonly StatusPart[]
    /** Sentences about what somebody wished, such as drained servers. */
    readonly notes?: readonly string[]
  }
}

/**
 * Reads the state of a cluster, with two commands a host. Changes nothing. A host that cannot be reached is a problem
 * of the cluster; throws only if none can be reached, or if the description cannot be made.
 *
 * @param earlier a status of a moment ago: the drift of its hosts is taken from it, as reading all resources is the work
 */
export async function readStatus(
  assignment: StatusAssignment,
  controller: Controller,
  earlier?: ClusterStatus,
): Promise<ClusterStatus> {
  const pool = new HostPool({
    ...controller,
    // Remarks on runs are among the problems and notes of the status.
    emit: (event) => (event.type === 'remark' ? undefined : controller.emit(event)),
  })
  try {
    const unreached = await pool.connectReachable(assignment.targets)
    const blind = await pool.connectReachable(assignment.clients)
    const { description, parts, notes = [] } = assignment.describe(pool.facts)
    const works = playWorks(pool, assignment.playbook, description)
    const known = new Map(earlier?.hosts.flatMap(({ host, drift }) => (drift === undefined ? [] : [[host, drift]])))
    const read = await settleAll(pool.hosts, controller.forks, (host) =>
      readHost(pool, host, works, parts, known.get(host)),
    )
    const hosts = read.map(({ item: host, ...outcome }) =>
      'result' in outcome ? outcome.result : brokenHost(host, outcome.failure),
    )
    const targets = new Set(assignment.targets.map(({ name }) => name))
    const [described, clients] = [true, false].map((isTarget) =>
      hosts.filter(({ status }) => targets.has(status.host) === isTarget),
    )
    const readings = readParts(parts, new Map(hosts.map(({ status, looks }) => [status.host, looks])))
    const runs = remarksOn(pool.hosts.filter((host) => targets.has(host)).map((host) => pool.profile(host)))
    return statusOf(assignment, {
      problems: [
        ...told(unreached, ''),
        ...runs.problems,
        ...readings.flatMap(({ problems = [] }) => problems),
        ...(described ?? []).flatMap((one) => one.problems),
      ],
      // Nothing of the cluster runs on a client.
      notes: [
        ...notes.map((text): Told => ({ text })),
        ...readings.flatMap((one) => one.notes ?? []),
        ...runs.notes,
        ...told(blind, 'cannot look from here: '),
        ...(clients ?? []).flatMap((one) => one.problems),
      ],
      items: readings.flatMap(({ items }) => items),
      hosts: assignment.targets.map(
        ({ name }) => described?.find(({ status }) => status.host === name)?.status ?? { host: name, reached: false },
      ),
    })
  } finally {
    await pool.close()
  }
}

function told(failures: ReadonlyMap<string, EvenkeelError>, before: string): Told[] {
  return [...failures].map(([host, { message }]) => ({ text: `${before}${message}`, host }))
}

interface HostReadingOfStatus {
  readonly status: HostStatus
  readonly looks: ReadonlyMap<string, LookResult>
  readonly problems: readonly Told[]
}

/** The second command on a host. */
async function readHost(
  pool: HostPool,
  host: string,
  works: readonly PlayWork[],
  parts: readonly StatusPart[],
  knownDrift: readonly string[] | undefined,
): Promise<HostReadingOfStatus> {
  const wants = knownDrift === undefined ? wantsOf(works, host) : []
  const looks = looksOn(host, parts)
  const at = pool.connection(host).at
  pool.controller.emit({ type: 'reading', host, what: 'resources' })
  const resources = wants.map(({ resource }) => resource)
  const result = requireSuccess(await pool.connection(host).script(statusScript(resources, looks)), host)
  pool.controller.emit({ type: 'read', host, what: 'resources' })
  const frames = readFrames(result.stdout, host)
  const drift =
    knownDrift === undefined ? driftOf(wants, () => hostReadingIn(frames, resources, host)) : driftOfIds(knownDrift)
  const { lock } = pool.profile(host)
  return {
    status: {
      host,
      at,
      reached: true,
      drift: drift.ids,
      lastRun: lastRunOf(hostRunsIn(frames, host)),
      lock: lock && { run: lock.run, operator: lock.operator, since: lock.since },
    },
    looks: lookResultsIn(host, looks, frames),
    problems: drift.problems.map((text) => ({ text, host })),
  }
}

function brokenHost(host: string, failure: unknown): HostReadingOfStatus {
  const text = failure instanceof Error ? failure.message : String(failure)
  return { status: { host, reached: false }, looks: new Map(), problems: [{ text, host }] }
}

interface Drift {
  readonly ids: readonly string[] | undefined
  readonly problems: readonly string[]
}

/** The resources that do not read as described. One that cannot be read hides the others: then nothing is known. */
function driftOf(wants: readonly Want[], read: () => HostReading): Drift {
  try {
    return driftOfIds(changesFor(wants, read()).map(({ want }) => want.resource.id))
  } catch (failure) {
    if (!(failure instanceof EvenkeelError)) throw failure
    return { ids: undefined, problems: [failure.message] }
  }
}

function driftOfIds(ids: readonly string[]): Drift {
  return { ids, problems: ids.length === 0 ? [] : [driftText(ids)] }
}

function driftText(ids: readonly string[]): string {
  const [first = '', ...others] = ids
  const more = others.length === 0 ? '' : ` and ${others.length} more`
  return `drift: ${first}${more} not as described`
}

function lastRunOf(runs: readonly HostRunRecord[]): LastRun | undefined {
  const [newest] = runs.toSorted(
    (one, other) =>
      other.record.number - one.record.number || (one.status.header.run < other.status.header.run ? 1 : -1),
  )
  if (newest === undefined) return undefined
  const { run, command, playbook, operator, started } = newest.status.header
  const { outcome, changes } = newest.record
  return { run, command, playbook, operator, started, outcome, changes }
}

/** Runs that somebody has to end are problems; those under way, or that a guard has ended, are notes. */
function remarksOn(profiles: readonly HostProfile[]): { readonly problems: Told[]; readonly notes: Told[] } {
  const troubled = profiles.filter(isTroubled)
  const said = (some: readonly HostProfile[]) => remarksOnRuns(some).map((text): Told => ({ text }))
  return { problems: said(troubled), notes: said(profiles.filter((profile) => !troubled.includes(profile))) }
}

function isTroubled({ lock, heard, runs }: HostProfile): boolean {
  const isOver = runs.some(({ state, left }) => state === 'stuck' || (state === 'open' && left === 0))
  const isSilent = lock !== undefined && runs.length === 0 && (heard === undefined || !isAlive(heard))
  return isOver || isSilent
}

/** Parts of the same title are one. A host that was not read gives no result to any of them. */
function readParts(
  parts: readonly StatusPart[],
  looks: ReadonlyMap<string, ReadonlyMap<string, LookResult>>,
): PartReading[] {
  const titles = parts.map(({ title }) => title)
  const once = parts.filter(({ title }, index) => titles.indexOf(title) === index)
  return once.map((part) =>
    part.read(
      part.looks.map(
        ({ from, run }) =>
          looks.get(from)?.get(run.script) ?? { from, status: undefined, output: 'it could not be asked' },
      ),
    ),
  )
}

interface Gathered {
  readonly problems: readonly Told[]
  readonly notes: readonly Told[]
  readonly items: readonly StatusItem[]
  readonly hosts: readonly HostStatus[]
}

function statusOf({ playbook }: StatusAssignment, { problems, notes, items, hosts }: Gathered): ClusterStatus {
  const ofKind = <Kind extends StatusItem['kind']>(kind: Kind) =>
    items.filter((item): item is Extract<StatusItem, { kind: Kind }> => item.kind === kind)
  return {
    playbook,
    at: new Date().toISOString(),
    healthy: problems.length === 0,
    problems: mergedTold(problems),
    notes: mergedTold(notes),
    vips: ofKind('vip'),
    fronts: ofKind('front'),
    pools: ofKind('pool'),
    databases: ofKind('database'),
    daemons: ofKind('daemon'),
    hosts,
  }
}

/** The same of several hosts is told once. */
export function mergedTold(told: readonly Told[]): StatusRemark[] {
  const alike = Map.groupBy(told, ({ text }) => text)
  return [...alike].map(([text, group]) => ({ text, hosts: [...new Set(group.flatMap(({ host }) => host ?? []))] }))
}
