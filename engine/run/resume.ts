import type { Means } from '../controller.ts'
import { EvenkeelError } from '../errors/error.ts'
import type { HostTarget } from '../host/connection.ts'
import { Session } from '../host-pool.ts'
import type { RunStanding } from '../journal/run-state.ts'
import { wayOut } from '../unfinished.ts'
import { type Conclusion, concludeAll, concludeOne, type Party, unknown } from './commit/conclude.ts'
import { readStandings } from './history.ts'
import { type Ending, type HostReport, outcomeOf } from './report.ts'
import { Follower } from './wire/follow.ts'

/** How the run stands on the hosts that answer, by host. */
type Standings = ReadonlyMap<string, RunStanding>

/**
 * Finishes a run whose controller died among the confirmations, from any machine (docs/transactions.md): its pivot
 * decides. Throws where nothing can be decided: the pivot does not answer, or the run goes on.
 */
export async function resume(targets: readonly HostTarget[], run: string, means: Means): Promise<Ending> {
  const session = new Session(means)
  try {
    const unreachable = await session.joinReachable(targets)
    const standings = await readStandings(session, run)
    refuseUnknown(standings, run)
    const reports = await settle(session, run, standings)
    const silent = [...unreachable]
      .filter(([host]) => takesPart(standings, host))
      .map(([host, { message }]) => unknown(host, run, conclusionOf(reports), message))
    const hosts = [...reports, ...silent]
    for (const { host, outcome, detail } of hosts) means.emit({ type: 'host-ended', host, outcome, detail })
    return { run, outcome: outcomeOf(hosts), hosts }
  } finally {
    await session.close()
  }
}

function refuseUnknown(standings: Standings, run: string): void {
  if (standings.size > 0) return
  throw new EvenkeelError('usage', `Cannot resume ${run}: these hosts know no such run`, {
    hint: 'See "evenkeel history".',
  })
}

function takesPart(standings: Standings, host: string): boolean {
  const [known] = standings.values()
  return known?.header.batches.some((batch) => batch.includes(host)) ?? false
}

function conclusionOf(reports: readonly HostReport[]): Conclusion {
  return reports.some(({ outcome }) => outcome === 'committed') ? 'commit' : 'revert'
}

async function settle(session: Session, run: string, standings: Standings): Promise<HostReport[]> {
  const decided = await decide(session, run, standings)
  const others = [...standings].filter(([host]) => host !== decided.by?.host)
  const parties = (...states: RunStanding['state'][]) =>
    others.filter(([, { state }]) => states.includes(state)).map(([host]) => partyOf(session, host, run))
  const ended = others.filter(([, { state }]) => !HOLDING.includes(state))
  return [
    ...(decided.by === undefined ? [] : [decided.by]),
    ...ended.map(([host, { state }]) => endedReport(host, run, state)),
    ...(await concludeAll(session, parties('expecting'), decided.what)),
    // What was never told to expect anything was not proved either.
    ...(await concludeAll(session, parties('open', 'reverting'), 'revert')),
  ]
}

const HOLDING: readonly RunStanding['state'][] = ['open', 'expecting', 'reverting']

interface Decision {
  readonly what: Conclusion
  /** The host that was asked for it just now. */
  readonly by?: HostReport | undefined
}

/** One host committed means all are; none means all revert. Only the pivot can be the first. */
async function decide(session: Session, run: string, standings: Standings): Promise<Decision> {
  const all = [...standings.values()]
  const [committed] = [...standings].find(([, { state }]) => state === 'committed') ?? []
  // Asked again, so that it is on the disk there before others rely on it.
  if (committed !== undefined) return decidedBy(await concludeOne(session, partyOf(session, committed, run), 'commit'))
  const pivot = all.find(({ state }) => state === 'expecting')?.pivot ?? undefined
  if (pivot === undefined) {
    for (const [host, standing] of standings) refuseAlive(host, standing)
    return { what: 'revert' }
  }
  if (!standings.has(pivot)) throw pivotMissing(pivot, run)
  // Its rename decides, also against a controller that is about to confirm.
  return decidedBy(await concludeOne(session, partyOf(session, pivot, run), 'revert'))
}

/** Where the host that decides could not say how it ended, nothing is decided. */
function decidedBy(report: HostReport): Decision {
  if (report.outcome === 'committed') return { what: 'commit', by: report }
  if (report.outcome === 'reverted') return { what: 'revert', by: report }
  throw new EvenkeelError('lost', `${report.host} decides, and it is not known what: ${report.detail}`, {
    host: report.host,
    hint: 'Nothing was changed on the others. They take the run back by themselves when their time is over.',
  })
}

/** As long as its lease is not over, somebody may stand behind it. */
function refuseAlive(host: string, { state, left, header }: RunStanding): void {
  if (state !== 'open' || left === 0) return
  throw new EvenkeelError('locked', `Cannot resume ${header.run}: it is still open on ${host}`, {
    host,
    hint: wayOut(state, left, header.run),
  })
}

function pivotMissing(pivot: string, run: string): EvenkeelError {
  return new EvenkeelError('unreachable', `Cannot resume ${run}: ${pivot} decides, and it does not answer`, {
    host: pivot,
    hint:
      `If ${pivot} kept the run, the others must keep it too: look there, or wait. ` +
      'The others take it back by themselves when their time is over.',
  })
}

function partyOf(session: Session, host: string, run: string): Party {
  return { host, run, follower: new Follower(host, new Map(), session.means.emit) }
}

function endedReport(host: string, run: string, state: RunStanding['state']): HostReport {
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
