import type { Controller } from '../controller.ts'
import { EvenkeelError } from '../errors/error.ts'
import type { HostTarget } from '../host/connection.ts'
import { HostPool } from '../host-pool.ts'
import { isAlive } from '../journal/heard.ts'
import type { RunStatus } from '../journal/run-status.ts'
import { runOutcome } from '../journal/states.ts'
import { timeIn } from '../times.ts'
import { hintForRun } from '../unfinished.ts'
import {
  type Decision,
  endParticipant,
  endParticipants,
  type Participant,
  unknownReport,
} from './commit/participants.ts'
import { readRunStatuses } from './history.ts'
import type { Ending, HostReport } from './report.ts'
import { Follower } from './wire/follow.ts'

/** The status of the run on the hosts that answer, by host. */
type Statuses = ReadonlyMap<string, RunStatus>

/**
 * Finishes a run whose controller died between the confirmations, from any machine (docs/transactions.md): its
 * coordinator decides. Throws if nothing can be decided: the coordinator does not answer, or the run is under way.
 */
export async function resume(targets: readonly HostTarget[], run: string, controller: Controller): Promise<Ending> {
  const pool = new HostPool(controller)
  try {
    const unreachable = await pool.connectReachable(targets)
    const statuses = await readRunStatuses(pool, run)
    refuseUnknown(pool, statuses, run)
    const reports = await endOnHosts(pool, run, statuses)
    const unknownReports = [...unreachable]
      .filter(([host]) => takesPart(statuses, host))
      .map(([host, { message }]) => unknownReport(host, run, decisionOf(reports), message))
    const hosts = [...reports, ...unknownReports]
    for (const { host, outcome, detail } of hosts) controller.emit({ type: 'host-ended', host, outcome, detail })
    return { run, outcome: runOutcome(hosts.map(({ outcome }) => outcome)), hosts }
  } finally {
    await pool.close()
  }
}

function refuseUnknown(pool: HostPool, statuses: Statuses, run: string): void {
  if (statuses.size > 0 || untouchedHosts(pool, statuses, run).length > 0) return
  throw new EvenkeelError('usage', `Cannot resume ${run}: these hosts have no record of it`, {
    hint: 'See "evenkeel history".',
  })
}

function takesPart(statuses: Statuses, host: string): boolean {
  const [known] = statuses.values()
  return known?.header.batches.some((batch) => batch.includes(host)) ?? false
}

function decisionOf(reports: readonly HostReport[]): Decision {
  return reports.some(({ outcome }) => outcome === 'committed') ? 'commit' : 'revert'
}

async function endOnHosts(pool: HostPool, run: string, statuses: Statuses): Promise<HostReport[]> {
  const { decision, report } = await decide(pool, run, statuses)
  const others = [...statuses].filter(([host]) => host !== report?.host)
  const participants = (...states: RunStatus['state'][]) =>
    others.filter(([, { state }]) => states.includes(state)).map(([host]) => participantOf(pool, host, run))
  const ended = others.filter(([, { state }]) => !UNFINISHED.includes(state))
  // The bytes of a stage may still be on their way: without the stop, they would begin the run after this.
  const untouched = untouchedHosts(pool, statuses, run).filter((host) => !hasLiveController(pool, host, run))
  const ends = new Map(others.flatMap(([host, { left }]) => (left === 0 ? [] : [[host, timeIn(left * 1000)]])))
  const revertsAt = (host: string) => ends.get(host)
  return [
    ...(report === undefined ? [] : [report]),
    ...ended.map(([host, { state }]) => endedReport(host, run, state)),
    ...(await endParticipants(pool, participants('expecting'), decision, undefined, revertsAt)),
    // A participant that does not expect its confirmation may not be proved either.
    ...(await endParticipants(pool, participants('open', 'reverting'), 'revert', undefined, revertsAt)),
    ...(await endParticipants(
      pool,
      untouched.map((host) => participantOf(pool, host, run)),
      'revert',
    )),
  ]
}

const UNFINISHED: readonly RunStatus['state'][] = ['nothing', 'open', 'expecting', 'reverting']

/** Hosts on which the run has not begun: they are locked, and may have files of it. */
function untouchedHosts(pool: HostPool, statuses: Statuses, run: string): string[] {
  return pool.hosts.filter((host) => {
    const status = statuses.get(host)
    return status === undefined ? pool.profile(host).lock?.run === run : status.state === 'nothing'
  })
}

/** Before a run has begun on a host, only the lock there shows whether its controller is at work. */
function hasLiveController(pool: HostPool, host: string, run: string): boolean {
  const { lock, heard } = pool.profile(host)
  return lock?.run === run && heard !== undefined && isAlive(heard)
}

interface DecisionMade {
  readonly decision: Decision
  /** Of the host that was asked for the decision; undefined if none had to be asked. */
  readonly report?: HostReport | undefined
}

/** If one host has committed, all commit; otherwise all revert. The coordinator always commits first. */
async function decide(pool: HostPool, run: string, statuses: Statuses): Promise<DecisionMade> {
  const all = [...statuses.values()]
  const [committed] = [...statuses].find(([, { state }]) => state === 'committed') ?? []
  // Sent again: the answer proves that the commit is on that disk before others rely on it.
  if (committed !== undefined)
    return decisionOfHost(await endParticipant(pool, participantOf(pool, committed, run), 'commit'))
  const coordinator = all.find(({ state }) => state === 'expecting')?.coordinator ?? undefined
  if (coordinator === undefined) {
    for (const [host, status] of statuses) refuseUnderWay(host, status)
    for (const host of untouchedHosts(pool, statuses, run)) refuseLiveController(pool, host, run)
    return { decision: 'revert' }
  }
  if (!statuses.has(coordinator)) throw coordinatorMissing(coordinator, run)
  // The rename on the coordinator decides, also against a controller that is about to confirm.
  return decisionOfHost(await endParticipant(pool, participantOf(pool, coordinator, run), 'revert'))
}

/** Throws `lost` if the outcome on the host that decides is unknown: then nothing is decided. */
function decisionOfHost(report: HostReport): DecisionMade {
  if (report.outcome === 'committed') return { decision: 'commit', report }
  if (report.outcome === 'reverted') return { decision: 'revert', report }
  throw new EvenkeelError('lost', `Cannot resume: the decision of ${report.host} is not known: ${report.detail}`, {
    host: report.host,
    hint: 'Nothing was changed on the other hosts. They revert the run by themselves when their in-doubt time is over.',
  })
}

/** While the lease of an open run lasts, its controller may still be alive. */
function refuseUnderWay(host: string, { state, left, header }: RunStatus): void {
  if (state !== 'open' || left === 0) return
  throw new EvenkeelError('locked', `Cannot resume ${header.run}: it is still open on ${host}`, {
    host,
    hint: hintForRun(state, left, header.run),
  })
}

function refuseLiveController(pool: HostPool, host: string, run: string): void {
  if (!hasLiveController(pool, host, run)) return
  throw new EvenkeelError('locked', `Cannot resume ${run}: its controller is alive and holds the lock of ${host}`, {
    host,
    hint: hintForRun('', 0, run, pool.profile(host).heard),
  })
}

function coordinatorMissing(coordinator: string, run: string): EvenkeelError {
  return new EvenkeelError('unreachable', `Cannot resume ${run}: its coordinator ${coordinator} does not answer`, {
    host: coordinator,
    hint:
      `If ${coordinator} has committed the run, the other hosts must commit it, too: look there, or wait. ` +
      'The others revert it by themselves when their in-doubt time is over.',
  })
}

function participantOf(pool: HostPool, host: string, run: string): Participant {
  return { host, run, follower: new Follower(host, new Map(), pool.controller.emit) }
}

function endedReport(host: string, run: string, state: RunStatus['state']): HostReport {
  switch (state) {
    case 'committed':
    case 'reverted':
      return { host, outcome: state }
    default:
      return unknownReport(host, run, 'revert', `the run is ${state} there`)
  }
}
