import type { Check } from '../../check.ts'
import { asEvenkeelError, EvenkeelError } from '../../errors/error.ts'
import { newRunId, type RunHeader } from '../../journal/header.ts'
import { runOutcome } from '../../journal/states.ts'
import { settleAll } from '../../parallel.ts'
import { changesForWork } from '../../plan/change.ts'
import { needsRun } from '../../plan/plan.ts'
import type { HostWork, PlayWork, Work } from '../../plan/work.ts'
import { refuseUnfinishedRun } from '../../unfinished.ts'
import type { CheckReport, RunReport } from '../report.ts'
import type { RunSettings } from '../settings.ts'
import { LeaseKeeper } from '../wire/heartbeat.ts'
import { releaseLock } from '../wire/lock.ts'
import { runChecks } from './checks.ts'
import { type AskedChecks, EarlierChecks } from './earlier-checks.ts'
import { endRun, type RunResult } from './end.ts'
import { HostRun, type RunContext } from './host-run.ts'
import { rereadHosts } from './stale.ts'
import { stopError, withStopRequests } from './stop.ts'

/**
 * Carries out a plan: locks the hosts, reads them once more, changes and proves batch after batch, and commits or
 * reverts all. Throws what is refused before the first change; the report holds everything after that.
 */
export async function rollOut(work: Work, settings: RunSettings): Promise<RunReport> {
  const { pool } = work
  const hosts = hostsToChange(work)
  const stop = stopError(pool)
  if (stop !== undefined) throw stop
  for (const host of hosts) refuseUnfinishedRun(pool.profile(host))
  const earlier = new EarlierChecks(work, settings, checksOfRun(work, new Set(hosts)))
  const header = headerOf(work, hosts)
  pool.controller.emit({ type: 'run-started', run: header.run, hosts })
  const keeper = new LeaseKeeper(pool, header.run, settings)
  await lockAll(work, header, hosts, keeper)
  try {
    const runs = await readUnderLock({ work, header, settings, keeper, earlier }, hosts)
    const rollout: Rollout = { work, runs, earlier, keepsOnFailure: settings.keepOnFailure, excused: new Map() }
    const failure = await changeAll(rollout).catch(asEvenkeelError)
    const result = withChanges(await endRun(pool, [...runs.values()], settings, keeper, failure), runs)
    return reportOf(work, header.run, result, [...rollout.excused.values()])
  } finally {
    keeper.close()
  }
}

/** A run between its first write and its end. */
interface Rollout {
  readonly work: Work
  readonly runs: ReadonlyMap<string, HostRun>
  readonly earlier: EarlierChecks
  readonly keepsOnFailure: boolean
  /** Checks that do not hold, and failed in the same way before, by play and title. */
  readonly excused: Map<string, CheckReport>
}

function hostsToChange(work: Work): string[] {
  const changing = work.plan.plays.flatMap((play) => play.batches.flatMap((batch) => batch.hosts))
  return [...new Set([...hostsAround(work), ...changing.filter(needsRun).map((host) => host.host)])]
}

/** Other hosts that change while a batch does. */
function hostsAround({ plays, readings }: Work): string[] {
  const changing = plays.filter((play) =>
    play.batches.flat().some((host) => {
      const reading = readings.get(host.host)
      return reading !== undefined && changesForWork(plays, host, reading).length > 0
    }),
  )
  return [...new Set(changing.flatMap(({ around }) => around?.hosts ?? []))]
}

function headerOf(work: Work, hosts: readonly string[]): RunHeader {
  return {
    run: newRunId(),
    command: work.command,
    about: work.about,
    playbook: work.plan.playbook,
    operator: work.pool.controller.operator,
    started: new Date().toISOString(),
    batches: batchesOf(work, new Set(hosts)),
    rollbackOf: work.rollbackOf,
  }
}

/** Each host once, in the batch that changes it first. Those around other batches are reverted last. */
function batchesOf(work: Work, hosts: ReadonlySet<string>): string[][] {
  const seen = new Set<string>()
  const all = [
    hostsAround(work),
    ...work.plays.flatMap((play) => play.batches.map((batch) => batch.map(({ host }) => host))),
  ]
  const batches = all.map((batch) => batch.filter((host) => hosts.has(host) && !seen.has(host) && seen.add(host)))
  return batches.filter((batch) => batch.length > 0)
}

/** Locks in the order of host names, so that one of two runs with the same hosts gets all of them. */
async function lockAll(work: Work, header: RunHeader, hosts: readonly string[], keeper: LeaseKeeper): Promise<void> {
  const locked: string[] = []
  try {
    for (const host of [...hosts].sort()) {
      // Pushed first: if the connection breaks, the host may be locked all the same.
      locked.push(host)
      await keeper.lock(host, header)
      work.pool.controller.emit({ type: 'locked', host })
    }
  } catch (failure) {
    keeper.close()
    await unlockAll(work, header, locked)
    throw failure
  }
}

async function unlockAll(work: Work, header: RunHeader, hosts: readonly string[]): Promise<void> {
  await settleAll(hosts, work.pool.controller.forks, (host) => releaseLock(work.pool, host, header.run))
}

/**
 * Reads all hosts once more under the lock, and asks the checks of what already stands. Throws `stale` before the first
 * write if a host has changed.
 */
async function readUnderLock(context: RunContext, hosts: readonly string[]): Promise<Map<string, HostRun>> {
  const { work, header, earlier } = context
  try {
    const [readings] = await Promise.all([rereadHosts(work, hosts), earlier.ask()])
    const stop = stopError(work.pool)
    if (stop !== undefined) throw stop
    return new Map(hosts.map((host) => [host, new HostRun(context, host, readings)]))
  } catch (failure) {
    await unlockAll(work, header, hosts)
    throw failure
  }
}

/** The checks that the run will ask, all batches together. */
function checksOfRun(work: Work, hosts: ReadonlySet<string>): AskedChecks {
  return new Map(
    work.plays.map((play) => [play, batchesToChange(work, play, hosts).flatMap(({ applied }) => play.checks(applied))]),
  )
}

/** Changes all plays, batch after batch; stops at the first failure and returns it. */
async function changeAll(rollout: Rollout): Promise<EvenkeelError | undefined> {
  for (const play of rollout.work.plays) {
    const failure = await changePlay(rollout, play)
    if (failure !== undefined) return failure
  }
  return recordAll(rollout)
}

/** A host on which nothing had to be changed still records what the playbook describes there. */
async function recordAll({ work, runs }: Rollout): Promise<EvenkeelError | undefined> {
  const unchanged = [...runs.values()].filter(({ progress }) => progress === 'untouched')
  const outcomes = await withStopRequests(work.pool, unchanged, () =>
    settleAll(unchanged, work.pool.controller.forks, (run) => run.record()),
  )
  const failed = outcomes.find((outcome) => 'failure' in outcome)
  return failed !== undefined && 'failure' in failed ? asEvenkeelError(failed.failure) : stopError(work.pool)
}

/** A batch with hosts to change. */
interface BatchToChange {
  /** From 1, within the play. */
  readonly number: number
  readonly changing: readonly HostWork[]
  /** The hosts of the play that are as described after the batch. */
  readonly applied: readonly string[]
}

function batchesToChange(work: Work, play: PlayWork, hosts: ReadonlySet<string>): BatchToChange[] {
  const done = new Set(unchangedHosts(work, play))
  return play.batches.flatMap((batch, index) => {
    const changing = batch.filter(({ host }) => hosts.has(host) && !done.has(host))
    if (changing.length === 0) return []
    for (const { host } of changing) done.add(host)
    return [{ number: index + 1, changing, applied: [...done] }]
  })
}

async function changePlay(rollout: Rollout, play: PlayWork): Promise<EvenkeelError | undefined> {
  const { work, runs } = rollout
  const { emit } = work.pool.controller
  for (const { number, changing, applied } of batchesToChange(work, play, new Set(runs.keys()))) {
    const hosts = changing.map((host) => host.host)
    emit({ type: 'batch-started', play: play.name, batch: number, batches: play.batches.length, hosts })
    const leave = await play.around?.enter(hosts, (beside) => changeBeside(rollout, beside))
    const failure =
      (await changeHosts(rollout, changing, (run, host) => run.change(host, changing.length > 1))) ??
      (await changeLast(rollout, changing)) ??
      (await proveBatch(rollout, play, applied)) ??
      stopError(work.pool)
    // A run that is reverted takes this back as well, once the hosts of the batch are as before.
    if (failure === undefined) await leave?.()
    else if (rollout.keepsOnFailure) await leave?.().catch(() => undefined)
    if (failure !== undefined) return failure
    emit({ type: 'batch-done', play: play.name, batch: number, hosts })
  }
  return undefined
}

/** Changes hosts around a batch. Throws the first failure. */
async function changeBeside(rollout: Rollout, works: readonly HostWork[]): Promise<void> {
  const failure = await changeHosts(rollout, works, (run, host) => run.changeBeside(host))
  if (failure !== undefined) throw failure
}

/** Makes what cannot be undone and ends a host's play, once no other host of the batch can fail any more before it. */
function changeLast(rollout: Rollout, changing: readonly HostWork[]): Promise<EvenkeelError | undefined> {
  const left = changing.filter(({ host }) => rollout.runs.get(host)?.hasLast)
  return changeHosts(rollout, left, (run, host) => run.changeLast(host))
}

/** Changes hosts at the same time; returns the first failure. */
async function changeHosts(
  { work, runs }: Rollout,
  hosts: readonly HostWork[],
  change: (run: HostRun, work: HostWork) => Promise<void>,
): Promise<EvenkeelError | undefined> {
  const names = hosts.map(({ host }) => host)
  const outcomes = await withStopRequests(work.pool, runsOf(runs, names), () =>
    settleAll(hosts, work.pool.controller.forks, async (host) => {
      const run = runs.get(host.host)
      if (run !== undefined) await change(run, host)
    }),
  )
  const stop = stopError(work.pool)
  if (stop !== undefined) return stop
  const failed = outcomes.find((outcome) => 'failure' in outcome)
  return failed !== undefined && 'failure' in failed ? asEvenkeelError(failed.failure) : undefined
}

function runsOf(runs: ReadonlyMap<string, HostRun>, hosts: readonly string[]): HostRun[] {
  return hosts.flatMap((host) => runs.get(host) ?? [])
}

/** Hosts of the play that already are as described: checks may rely on them from the first batch on. */
function unchangedHosts(work: Work, play: PlayWork): string[] {
  return play.batches.flat().flatMap((host) => {
    const reading = work.readings.get(host.host)
    return reading !== undefined && changesForWork(work.plays, host, reading).length === 0 ? [host.host] : []
  })
}

/** Asks the checks of a play. A check that failed in the same way before, or leaves something to do, is no failure of the run. */
async function proveBatch(
  { work, earlier, excused }: Rollout,
  play: PlayWork,
  applied: readonly string[],
): Promise<EvenkeelError | undefined> {
  const checks = play.checks(applied)
  const reports = await runChecks(work.pool, checks, (check, verdict) => earlier.excuses(play, check, verdict))
  for (const report of reports) {
    const key = JSON.stringify([play.name, report.title])
    if (isExcused(report)) excused.set(key, report)
    else excused.delete(key)
  }
  const failed = checks.flatMap((check, index) => {
    const report = reports[index]
    return report === undefined || report.holds || isExcused(report) ? [] : [{ check, report }]
  })
  return failed.length === 0 ? undefined : checkFailure(play, earlier, failed)
}

function isExcused({ wasSoBefore, leftToDo }: CheckReport): boolean {
  return wasSoBefore === true || leftToDo !== undefined
}

function checkFailure(
  play: PlayWork,
  earlier: EarlierChecks,
  failed: readonly { readonly check: Check; readonly report: CheckReport }[],
): EvenkeelError {
  const seen = failed.flatMap(({ check, report }) => [
    `${report.title}: ${report.saw}`,
    ...earlier.comparison(play, check).map((line) => `  ${line}`),
  ])
  const advice = [...new Set(failed.flatMap(({ report }) => report.advice ?? []))]
  return new EvenkeelError('check', `The play "${play.name}" is applied but does not work:\n${seen.join('\n')}`, {
    hint: advice.length > 0 ? advice.join('\n') : undefined,
  })
}

function withChanges({ hosts, ...result }: RunResult, runs: ReadonlyMap<string, HostRun>): RunResult {
  return { ...result, hosts: hosts.map((host) => ({ ...host, changes: runs.get(host.host)?.changes })) }
}

function reportOf(
  { plan, pool }: Work,
  run: string,
  { hosts, failure }: RunResult,
  excused: readonly CheckReport[],
): RunReport {
  const isUntouched = hosts.every((host) => host.outcome === 'untouched')
  if (failure !== undefined && isUntouched) throw failure
  const { emit } = pool.controller
  for (const { host, outcome, detail } of hosts) emit({ type: 'host-ended', host, outcome, detail })
  // Somebody else has made all changes meanwhile: the hosts are as wanted and as recorded, and none has the run.
  const outcome = isUntouched ? 'committed' : runOutcome(hosts.map(({ outcome }) => outcome))
  emit({ type: 'run-ended', run, outcome })
  if (isUntouched) return { run: undefined, plan, outcome: 'nothing', hosts }
  const leftToDo = excused.filter((report) => report.leftToDo !== undefined)
  const failedBefore = excused.filter((report) => report.leftToDo === undefined)
  return {
    run,
    plan,
    outcome,
    hosts,
    failure,
    ...(failedBefore.length > 0 ? { failedBefore } : {}),
    ...(leftToDo.length > 0 ? { leftToDo } : {}),
  }
}
