import type { Controller } from '../controller.ts'
import { EvenkeelError } from '../errors/error.ts'
import type { HostTarget } from '../host/connection.ts'
import { HostPool } from '../host-pool.ts'
import type { RunStatus } from '../journal/run-status.ts'
import { runOutcome } from '../journal/states.ts'
import { hintForRun } from '../unfinished.ts'
import { type Decision, endParticipant, endParticipants, type Participant, unknown } from './commit/participants.ts'
import { readRunStatuses } from './history.ts'
import type { Ending, HostReport } from './report.ts'
import { Follower } from './wire/follow.ts'

/** How the run stands on the hosts that answer, by host. */
type Statuses = ReadonlyMap<string, RunStatus>

/**
 * Finishes a run whose controller died among the confirmations, from any machine (docs/transactions.md): its pivot
 * decides. Throws where nothing can be decided: the pivot does not answer, or the run goes on.
 */
export async function resume(targets: readonly HostTarget[], run: string, controller: Controller): Promise<Ending> {
  const pool = new HostPool(controller)
  try {
    const unreachable = await pool.connectReachable(targets)
    const statuses = await readRunStatuses(pool, run)
    refuseUnknown(statuses, run)
    const reports = await settle(pool, run, statuses)
    const silent = [...unreachable]
      .filter(([host]) => takesPart(statuses, host))
      .map(([host, { message }]) => unknown(host, run, decisionOf(reports), message))
    const hosts = [...reports, ...silent]
    for (const { host, outcome, detail } of hosts) controller.emit({ type: 'host-ended', host, outcome, detail })
    return { run, outcome: runOutcome(hosts.map(({ outcome }) => outcome)), hosts }
  } finally {
    await pool.close()
  }
}

function refuseUnknown(statuses: Statuses, run: string): void {
  if (statuses.size > 0) return
  throw new EvenkeelError('usage', `Cannot resume ${run}: these hosts know no such run`, {
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

async function settle(pool: HostPool, run: string, statuses: Statuses): Promise<HostReport[]> {
  const decided = await decide(pool, run, statuses)
  const others = [...statuses].filter(([host]) => host !== decided.by?.host)
  const participants = (...states: RunStatus['state'][]) =>
    others.filter(([, { state }]) => states.includes(state)).map(([host]) => participantOf(pool, host, run))
  const ended = others.filter(([, { state }]) => !HOLDING.includes(state))
  return [
    ...(decided.by === undefined ? [] : [decided.by]),
    ...ended.map(([host, { state }]) => endedReport(host, run, state)),
    ...(await endParticipants(pool, participants('expecting'), decided.what)),
    // What was never told to expect anything was not proved either.
    ...(await endParticipants(pool, participants('open', 'reverting'), 'revert')),
  ]
}

const HOLDING: readonly RunStatus['state'][] = ['open', 'expecting', 'reverting']

interface Decided {
  readonly what: Decision
  /** The host that was asked for it just now. */
  readonly by?: HostReport | undefined
}

/** One host committed means all are; none means all revert. Only the pivot can be the first. */
async function decide(pool: HostPool, run: string, statuses: Statuses): Promise<Decided> {
  const all = [...statuses.values()]
  const [committed] = [...statuses].find(([, { state }]) => state === 'committed') ?? []
  // Asked again, so that it is on the disk there before others rely on it.
  if (committed !== undefined)
    return decidedBy(await endParticipant(pool, participantOf(pool, committed, run), 'commit'))
  const coordinator = all.find(({ state }) => state === 'expecting')?.coordinator ?? undefined
  if (coordinator === undefined) {
    for (const [host, status] of statuses) refuseAlive(host, status)
    return { what: 'revert' }
  }
  if (!statuses.has(coordinator)) throw coordinatorMissing(coordinator, run)
  // Its rename decides, also against a controller that is about to confirm.
  return decidedBy(await endParticipant(pool, participantOf(pool, coordinator, run), 'revert'))
}

/** Where the host that decides could not say how it ended, nothing is decided. */
function decidedBy(report: HostReport): Decided {
  if (report.outcome === 'committed') return { what: 'commit', by: report }
  if (report.outcome === 'reverted') return { what: 'revert', by: report }
  throw new EvenkeelError('lost', `${report.host} decides, and it is not known what: ${report.detail}`, {
    host: report.host,
    hint: 'Nothing was changed on the others. They take the run back by themselves when their time is over.',
  })
}

/** As long as its lease is not over, somebody may stand behind it. */
function refuseAlive(host: string, { state, left, header }: RunStatus): void {
  if (state !== 'open' || left === 0) return
  throw new EvenkeelError('locked', `Cannot resume ${header.run}: it is still open on ${host}`, {
    host,
    hint: hintForRun(state, left, header.run),
  })
}

function coordinatorMissing(coordinator: string, run: string): EvenkeelError {
  return new EvenkeelError('unreachable', `Cannot resume ${run}: ${coordinator} decides, and it does not answer`, {
    host: coordinator,
    hint:
      `If ${coordinator} kept the run, the others must keep it too: look there, or wait. ` +
      'The others take it back by themselves when their time is over.',
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
    case 'nothing':
      return { host, outcome: 'untouched' }
    default:
      return unknown(host, run, 'revert', `the run is ${state} there`)
  }
}
