import { EvenkeelError } from '../../errors/error.ts'
import type { RunHeader } from '../../journal/header.ts'
import type { HostProgress } from '../../journal/states.ts'
import { type Change, changesFor } from '../../plan/change.ts'
import { plannedHosts } from '../../plan/plan.ts'
import type { Want } from '../../plan/want.ts'
import type { HostWork, Work } from '../../plan/work.ts'
import { type HostReading, readResources } from '../../probe.ts'
import type { RunSettings } from '../settings.ts'
import { bundleOf } from '../stage/bundle.ts'
import { changesOf, type HostPart, type Stage, stageFilesOf } from '../stage/stage-files.ts'
import type { ToldStage } from '../stage/step-names.ts'
import { type StagePlan, stepsOf, waitingAfter } from '../stage/steps.ts'
import { stepsToCome } from '../stage/steps-to-come.ts'
import { isLost } from '../wire/answer.ts'
import { Follower, type RunnerEnd } from '../wire/follow.ts'
import type { LeaseKeeper } from '../wire/heartbeat.ts'
import { runStage } from '../wire/runner.ts'
import { refuseUnproved } from './proof.ts'

/** What the hosts of a run share. */
export interface RunContext {
  readonly work: Work
  readonly header: RunHeader
  readonly settings: RunSettings
  readonly keeper: LeaseKeeper
}

/** One host's part in a run: a sequence of stages, nearly always one. */
export class HostRun {
  readonly host: string
  readonly header: RunHeader
  readonly follower: Follower
  progress: HostProgress = 'untouched'
  /** What could not be taken back, where it is stuck. */
  left: readonly string[] = []
  /** It did not answer any more. */
  silent = false
  readonly #stages = new Map<number, ToldStage>()
  readonly #work: Work
  readonly #keeper: LeaseKeeper
  readonly #part: HostPart
  readonly #planned: ReadonlySet<string>
  /** Ids of the plan's changes, but for what has become true meanwhile. */
  readonly #expected: ReadonlySet<string>
  #waiting: ReadonlySet<string> = new Set()
  #freshReading = true

  constructor(
    { work, header, settings, keeper }: RunContext,
    host: string,
    readings: ReadonlyMap<string, HostReading>,
  ) {
    const baseline = readings.get(host)
    if (baseline === undefined) throw new EvenkeelError('bug', `${host} was not read`, { host })
    this.host = host
    this.header = header
    this.#work = work
    this.#keeper = keeper
    this.#part = { host, work, header, settings, baseline }
    this.follower = new Follower(host, this.#stages, work.pool.controller.emit)
    const planned = plannedHosts(work.plan).filter((one) => one.host === host)
    this.#planned = new Set(planned.flatMap((one) => one.changes.map((change) => change.id)))
    this.#expected = new Set(changesOf(this.#part).map((change) => change.want.resource.id))
  }

  /**
   * Makes the wants of one play true. What cannot be read before an earlier change of the same play is read again
   * after it, and has a stage of its own. Throws `step`, `stale` or `lost`.
   */
  async change(work: HostWork): Promise<void> {
    try {
      await this.#changeAll(work)
      if (this.progress === 'changed') this.progress = 'applied'
    } catch (error) {
      this.silent = isLost(error)
      throw error
    }
  }

  async #changeAll(work: HostWork): Promise<void> {
    let remaining = work.wants
    while (remaining.length > 0) {
      const changes = changesFor(remaining, await this.#read(remaining))
      const cut = cutAt(remaining, changes, this.host)
      const now = new Set(remaining.slice(0, cut))
      await this.#runStage(
        work,
        [...now],
        changes.filter((change) => now.has(change.want)),
        remaining.slice(cut),
      )
      remaining = remaining.slice(cut)
    }
  }

  /** The plan's own reading serves once: after a stage, the host is read again. */
  async #read(wants: readonly Want[]): Promise<HostReading> {
    if (this.#freshReading) return this.#part.baseline
    return readResources(
      this.#work.pool,
      this.host,
      wants.map((want) => want.resource),
      false,
    )
  }

  async #runStage(
    work: HostWork,
    wants: readonly Want[],
    changes: readonly Change[],
    later: readonly Want[],
  ): Promise<void> {
    this.#refuseUnplanned(changes)
    const stage: StagePlan = { work, changes, waiting: this.#waiting, later: idsOf(later) }
    const steps = stepsOf(stage)
    this.#waiting = waitingAfter(stage)
    if (steps.length === 0) return
    const number = this.#stages.size + 1
    this.#stages.set(number, { steps, toCome: stepsToCome(stage, this.#following(work), this.#expected) })
    this.#settle(await this.#send({ number, work, wants, changes, steps }), wants)
  }

  async #send(stage: Stage): Promise<RunnerEnd> {
    const bundle = await bundleOf(stageFilesOf(this.#part, stage))
    this.progress = 'changed'
    this.#freshReading = false
    this.#keeper.hold(this.host)
    return runStage(this.#work.pool, this.header.run, stage.number, bundle, this.follower, {
      window: () => this.#keeper.left(this.host),
    })
  }

  /** What the plays after this one have for the host. */
  #following(work: HostWork): HostWork[] {
    const works = this.#work.plays.flatMap((play) => play.batches.flat()).filter((one) => one.host === this.host)
    return works.slice(works.indexOf(work) + 1)
  }

  #settle(rest: RunnerEnd, wants: readonly Want[]): void {
    switch (rest.state) {
      case 'applied':
        refuseUnproved(this.#work.pool, this.host, wants, rest.answers)
        return
      case 'moved':
      case 'untouched':
        this.progress = 'untouched'
        throw this.#error('stale', `${this.host} was changed by somebody else after the plan was read`)
      case 'reverted':
      case 'stuck':
        this.progress = rest.state
        this.left = rest.left
        throw this.#error('step', rest.failure ?? 'a step failed')
      case 'committed':
      case 'dead':
        throw this.#error('lost', `The runner on ${this.host} ended without a word`)
    }
  }

  #refuseUnplanned(changes: readonly Change[]): void {
    const unplanned = changes.filter((change) => !this.#planned.has(change.want.resource.id))
    if (unplanned.length === 0) return
    const names = unplanned.map((change) => change.want.resource.id).join(', ')
    throw this.#error('stale', `${names} was as described, and an earlier step of this run changed it`)
  }

  #error(code: 'step' | 'stale' | 'lost', message: string): EvenkeelError {
    return new EvenkeelError(code, message, { host: this.host })
  }
}

/** Where the first want stands that cannot be read yet; the end, if all can. */
function cutAt(wants: readonly Want[], changes: readonly Change[], host: string): number {
  const [first] = changes
  const unreadable = changes.find((change) => change.notYet !== undefined)
  if (unreadable === undefined) return wants.length
  if (unreadable === first)
    throw new EvenkeelError('unsupported', `Cannot read ${unreadable.want.resource.id}: ${unreadable.notYet}`, { host })
  return wants.indexOf(unreadable.want)
}

function idsOf(wants: readonly Want[]): Set<string> {
  return new Set(wants.map((want) => want.resource.id))
}
