import { EvenkeelError } from '../../errors/error.ts'
import type { RunHeader } from '../../journal/header.ts'
import type { HostProgress } from '../../journal/states.ts'
import { type Change, changesFor, stateOf } from '../../plan/change.ts'
import { filingsOf } from '../../plan/filings.ts'
import { memberChanges } from '../../plan/members.ts'
import { plannedHosts } from '../../plan/plan.ts'
import { managedBy, type Want } from '../../plan/want.ts'
import { type HostWork, recordOnlyOf, type Work, wantsOf } from '../../plan/work.ts'
import { type HostReading, readResources } from '../../probe.ts'
import type { Resource } from '../../resources/resource.ts'
import type { RunSettings } from '../settings.ts'
import { bundleOf } from '../stage/bundle.ts'
import { changesOf, type HostPart, type Stage, stageFilesOf } from '../stage/stage-files.ts'
import type { StartedStage } from '../stage/step-names.ts'
import { countLaterSteps, type StagePlan, stepsOf, waitingAfter } from '../stage/steps.ts'
import { isLost } from '../wire/answer.ts'
import { Follower, type RunnerEnd } from '../wire/follow.ts'
import type { LeaseKeeper } from '../wire/heartbeat.ts'
import { runStage } from '../wire/send.ts'
import type { EarlierChecks } from './earlier-checks.ts'
import { refuseUnproved } from './proof.ts'
import { rereadHosts } from './stale.ts'

/** Everything that the hosts of a run share. */
export interface RunContext {
  readonly work: Work
  readonly header: RunHeader
  readonly settings: RunSettings
  readonly keeper: LeaseKeeper
  readonly earlier: EarlierChecks
}

/** One host's part in a run: a sequence of stages, nearly always one. */
export class HostRun {
  readonly host: string
  readonly header: RunHeader
  readonly follower: Follower
  progress: HostProgress = 'untouched'
  /** The steps that could not be undone, if the host is stuck. */
  left: readonly string[] = []
  /** How many resources the run has changed here, or may have. */
  changes = 0
  /** The host no longer answers. */
  silent = false
  readonly #stages = new Map<number, StartedStage>()
  readonly #work: Work
  readonly #keeper: LeaseKeeper
  readonly #part: HostPart
  readonly #planned: ReadonlySet<string>
  /** The planned changes, without those that somebody else has made since. */
  readonly #expected: readonly Change[]
  #waiting: ReadonlySet<string> = new Set()
  /** The wants that are left until the other hosts have changed. */
  #last: readonly Want[] = []
  #isBaselineFresh = true

  constructor(
    { work, header, settings, keeper, earlier }: RunContext,
    host: string,
    readings: ReadonlyMap<string, HostReading>,
  ) {
    const baseline = readings.get(host)
    if (baseline === undefined) throw new EvenkeelError('bug', `${host} was not read`, { host })
    this.host = host
    this.header = header
    this.#work = work
    this.#keeper = keeper
    this.#part = { host, work, header, settings, baseline, brought: new Map(), checks: earlier.toRecord(host) }
    this.follower = new Follower(host, this.#stages, work.pool.controller.emit)
    const planned = plannedHosts(work.plan).filter((one) => one.host === host)
    this.#planned = new Set(planned.flatMap((one) => one.changes.map((change) => change.id)))
    this.#expected = changesOf(this.#part)
  }

  /**
   * Converges the wants of one play. A resource that is not readable before an earlier change of the play is read again
   * after that change, and starts a new stage. Throws `step`, `stale` or `lost`.
   *
   * @param isWithOthers other hosts change at the same time, any of which may fail: irreversible changes with which the
   * play ends are left to {@link changeLast}
   */
  async change(work: HostWork, isWithOthers = false): Promise<void> {
    this.#last = await this.#converge(work, work.wants, isWithOthers)
  }

  /** Makes changes that are not in the plan, and that the run takes back itself: they are not counted. */
  async changeBeside(work: HostWork): Promise<void> {
    const { changes } = this
    const resources = work.wants.map((want) => want.resource)
    await this.#guarded(async () => {
      const read = await readResources(this.#work.pool, this.host, resources, false)
      // The host compares with what the run found at first, which the run itself has changed since.
      const changes = changesFor(work.wants, read).map((change) => ({ ...change, answer: undefined }))
      await this.#runStage(work, work.wants, changes, [], true)
    })
    this.changes = changes
  }

  /** Makes the changes that {@link change} has left. */
  async changeLast(work: HostWork): Promise<void> {
    this.#last = await this.#converge(work, this.#last, false)
  }

  get hasLast(): boolean {
    return this.#last.length > 0
  }

  /** Returns the wants that are left. */
  async #converge(work: HostWork, wants: readonly Want[], leavesLast: boolean): Promise<readonly Want[]> {
    return this.#guarded(() => this.#changeAll(work, wants, leavesLast))
  }

  async #guarded<Result>(change: () => Promise<Result>): Promise<Result> {
    try {
      const result = await change()
      if (this.progress === 'changed') this.progress = 'applied'
      return result
    } catch (error) {
      this.silent = isLost(error)
      throw error
    }
  }

  /** Writes the records of a host of which nothing was changed, in a run without steps. Throws as {@link change}. */
  async record(): Promise<void> {
    const { plays, plan, pool, members } = this.#work
    const [wants, recordOnly] = [wantsOf(plays, this.host), recordOnlyOf(plays, this.host)]
    const { claims, releases } = filingsOf(wants, recordOnly)
    const { joined, left } = memberChanges(managedBy(pool.profile(this.host), plan.playbook), members)
    if ([claims, releases, joined, left].every((one) => one.length === 0)) return
    try {
      this.#stages.set(1, { steps: [], laterSteps: { count: 0, isAtMost: false } })
      const work = { host: this.host, wants, recordOnly }
      this.#refuseFailedEnd(await this.#send({ number: 1, work, wants, changes: [], steps: [] }), wants)
      this.progress = 'applied'
    } catch (error) {
      this.silent = isLost(error)
      throw error
    }
  }

  async #changeAll(work: HostWork, wants: readonly Want[], leavesLast: boolean): Promise<readonly Want[]> {
    let remaining = wants
    while (remaining.length > 0) {
      const changes = changesFor(remaining, await this.#read(remaining))
      const last = leavesLast ? lastStart(remaining, changes) : remaining.length
      if (last === 0) return remaining
      const end = Math.min(last, stageEnd(remaining, changes, this.host))
      const included = new Set(remaining.slice(0, end))
      await this.#runStage(
        work,
        [...included],
        changes.filter((change) => included.has(change.want)),
        remaining.slice(end),
      )
      remaining = remaining.slice(end)
    }
    return []
  }

  /** The first stage uses the baseline; after a stage, the host is read again. */
  async #read(wants: readonly Want[]): Promise<HostReading> {
    if (this.#isBaselineFresh) return this.#part.baseline
    const resources = wants.map((want) => want.resource)
    const read = await readResources(this.#work.pool, this.host, resources, false)
    this.#noteBrought(resources, read)
    return read
  }

  /** Notes how a provider that this run has brought left what comes with it, before the run changes that. */
  #noteBrought(resources: readonly Resource[], read: HostReading): void {
    for (const { id, readableAfter } of resources) {
      const provider = this.#part.baseline.readings.get(readableAfter ?? '')
      const reading = read.readings.get(id)
      if (provider === undefined || reading === undefined || this.#part.brought.has(id)) continue
      if (stateOf(provider) === null && 'state' in reading) this.#part.brought.set(id, reading.state)
    }
  }

  async #runStage(
    work: HostWork,
    wants: readonly Want[],
    changes: readonly Change[],
    later: readonly Want[],
    isBeside = false,
  ): Promise<void> {
    if (!isBeside) this.#refuseUnplanned(changes)
    const following = isBeside ? [] : this.#following(work)
    const pending = this.#pending([...later, ...following.flatMap((one) => one.wants)])
    const stage: StagePlan = { work, changes, waiting: this.#waiting, later: idsOf(later), pending }
    const steps = stepsOf(stage)
    this.#waiting = waitingAfter(stage)
    if (steps.length === 0) return
    const number = this.#stages.size + 1
    this.#stages.set(number, { steps, laterSteps: countLaterSteps(stage, following, this.#expected) })
    const end = await this.#send({ number, work, wants, changes, steps })
    if (end.state === 'moved') {
      this.progress = 'untouched'
      await rereadHosts(this.#work, [this.host])
    }
    this.#refuseFailedEnd(end, wants)
  }

  async #send(stage: Stage): Promise<RunnerEnd> {
    const bundle = await bundleOf(stageFilesOf(this.#part, stage))
    this.progress = 'changed'
    this.changes += stage.changes.length
    this.#isBaselineFresh = false
    this.#keeper.hold(this.host)
    return runStage(this.#work.pool, this.header.run, stage.number, bundle, this.follower, {
      window: () => this.#keeper.left(this.host),
    })
  }

  /** The resources among these wants that the plan changes. */
  #pending(wants: readonly Want[]): Resource[] {
    return wants.map((want) => want.resource).filter(({ id }) => this.#planned.has(id))
  }

  /** The work of later plays on this host. */
  #following(work: HostWork): HostWork[] {
    const works = this.#work.plays.flatMap((play) => play.batches.flat()).filter((one) => one.host === this.host)
    return works.slice(works.indexOf(work) + 1)
  }

  #refuseFailedEnd(end: RunnerEnd, wants: readonly Want[]): void {
    switch (end.state) {
      case 'applied':
        refuseUnproved(this.host, wants, end.answers)
        return
      case 'moved':
      case 'untouched':
        this.progress = 'untouched'
        throw new EvenkeelError('stale', `Cannot apply the plan: ${this.host} has changed since it was made`, {
          host: this.host,
          hint: 'What has changed is as planned again: try it once more.',
        })
      case 'reverted':
      case 'stuck':
        this.progress = end.state
        this.left = end.left
        throw this.#error('step', end.failure ?? 'a step failed')
      case 'committed':
      case 'dead':
        throw this.#error('lost', `Lost the runner on ${this.host}: it ended without a result`)
    }
  }

  #refuseUnplanned(changes: readonly Change[]): void {
    const unplanned = changes.filter((change) => !this.#planned.has(change.want.resource.id))
    if (unplanned.length === 0) return
    const names = unplanned.map((change) => change.want.resource.id).join(', ')
    throw this.#error(
      'stale',
      `Cannot change ${names}: it was as described when the plan was made, and an earlier step of this run changed it`,
    )
  }

  #error(code: 'step' | 'stale' | 'lost', message: string): EvenkeelError {
    return new EvenkeelError(code, message, { host: this.host })
  }
}

/** Index of the first want that is not yet readable, before which the stage ends; the number of wants if all are. */
function stageEnd(wants: readonly Want[], changes: readonly Change[], host: string): number {
  const [first] = changes
  const unreadable = changes.find((change) => change.notYet !== undefined)
  if (unreadable === undefined) return wants.length
  if (unreadable === first)
    throw new EvenkeelError('unsupported', `Cannot read ${unreadable.want.resource.id}: ${unreadable.notYet}`, { host })
  return wants.indexOf(unreadable.want)
}

/** Index of the first of the irreversible changes after which no other comes; the number of wants if there are none. */
function lastStart(wants: readonly Want[], changes: readonly Change[]): number {
  const end = changes.findLastIndex(
    ({ want, before, after }) => want.resource.irreversible(before, after) === undefined,
  )
  const first = changes[end + 1]
  if (first === undefined) return wants.length
  return end < 0 ? 0 : wants.indexOf(first.want)
}

function idsOf(wants: readonly Want[]): Set<string> {
  return new Set(wants.map((want) => want.resource.id))
}
