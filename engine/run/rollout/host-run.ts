import { EvenkeelError } from '../../errors/error.ts'
import type { RunHeader } from '../../journal/header.ts'
import { type Decision, decide } from '../../plan/change.ts'
import { plannedHosts } from '../../plan/plan.ts'
import type { Want } from '../../plan/want.ts'
import type { HostWork, Work } from '../../plan/work.ts'
import { type Survey, survey } from '../../probe.ts'
import type { Terms } from '../settings.ts'
import { bundleOf } from '../stage/bundle.ts'
import { decisionsOf, type HostPart, type Stage, stageFilesOf } from '../stage/stage-files.ts'
import type { ToldStage } from '../stage/step-names.ts'
import { type StagePlan, stepsOf, waitingAfter } from '../stage/steps.ts'
import { stepsToCome } from '../stage/steps-to-come.ts'
import { isLost } from '../wire/answer.ts'
import { Follower, type Rest } from '../wire/follow.ts'
import type { LeaseKeeper } from '../wire/heartbeat.ts'
import { runStage } from '../wire/runner.ts'
import { refuseUnproved } from './proof.ts'

/** How one host stands within the run, as far as the controller knows. `applied`: changed, and all went well. */
export type Standing = 'untouched' | 'changed' | 'applied' | 'reverted' | 'stuck'

/** What the hosts of a run share. */
export interface RunContext {
  readonly work: Work
  readonly header: RunHeader
  readonly terms: Terms
  readonly keeper: LeaseKeeper
}

/** One host's part in a run: a sequence of stages, nearly always one. */
export class HostRun {
  readonly host: string
  readonly header: RunHeader
  readonly follower: Follower
  standing: Standing = 'untouched'
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

  constructor({ work, header, terms, keeper }: RunContext, host: string, surveys: ReadonlyMap<string, Survey>) {
    const baseline = surveys.get(host)
    if (baseline === undefined) throw new EvenkeelError('bug', `${host} was not read`, { host })
    this.host = host
    this.header = header
    this.#work = work
    this.#keeper = keeper
    this.#part = { host, work, header, terms, baseline }
    this.follower = new Follower(host, this.#stages, work.session.means.emit)
    const planned = plannedHosts(work.plan).filter((one) => one.host === host)
    this.#planned = new Set(planned.flatMap((one) => one.changes.map((change) => change.id)))
    this.#expected = new Set(decisionsOf(this.#part).map((decision) => decision.want.resource.id))
  }

  /**
   * Makes the wants of one play true. What cannot be read before an earlier change of the same play is read again
   * after it, and has a stage of its own. Throws `step`, `stale` or `lost`.
   */
  async change(work: HostWork): Promise<void> {
    try {
      await this.#changeAll(work)
      if (this.standing === 'changed') this.standing = 'applied'
    } catch (error) {
      this.silent = isLost(error)
      throw error
    }
  }

  async #changeAll(work: HostWork): Promise<void> {
    let remaining = work.wants
    while (remaining.length > 0) {
      const decisions = decide(remaining, await this.#read(remaining))
      const cut = cutAt(remaining, decisions, this.host)
      const now = new Set(remaining.slice(0, cut))
      await this.#runStage(
        work,
        [...now],
        decisions.filter((decision) => now.has(decision.want)),
        remaining.slice(cut),
      )
      remaining = remaining.slice(cut)
    }
  }

  /** The plan's own reading serves once: after a stage, the host is read again. */
  async #read(wants: readonly Want[]): Promise<Survey> {
    if (this.#freshReading) return this.#part.baseline
    return survey(
      this.#work.session,
      this.host,
      wants.map((want) => want.resource),
      false,
    )
  }

  async #runStage(
    work: HostWork,
    wants: readonly Want[],
    decisions: readonly Decision[],
    later: readonly Want[],
  ): Promise<void> {
    this.#refuseUnplanned(decisions)
    const stage: StagePlan = { work, decisions, waiting: this.#waiting, later: idsOf(later) }
    const steps = stepsOf(stage)
    this.#waiting = waitingAfter(stage)
    if (steps.length === 0) return
    const number = this.#stages.size + 1
    this.#stages.set(number, { steps, toCome: stepsToCome(stage, this.#following(work), this.#expected) })
    this.#settle(await this.#send({ number, work, wants, decisions, steps }), wants)
  }

  async #send(stage: Stage): Promise<Rest> {
    const bundle = await bundleOf(stageFilesOf(this.#part, stage))
    this.standing = 'changed'
    this.#freshReading = false
    this.#keeper.hold(this.host)
    return runStage(this.#work.session, this.header.run, stage.number, bundle, this.follower, {
      patience: () => this.#keeper.left(this.host),
    })
  }

  /** What the plays after this one have for the host. */
  #following(work: HostWork): HostWork[] {
    const works = this.#work.plays.flatMap((play) => play.batches.flat()).filter((one) => one.host === this.host)
    return works.slice(works.indexOf(work) + 1)
  }

  #settle(rest: Rest, wants: readonly Want[]): void {
    switch (rest.state) {
      case 'applied':
        refuseUnproved(this.#work.session, this.host, wants, rest.answers)
        return
      case 'moved':
      case 'untouched':
        this.standing = 'untouched'
        throw this.#error('stale', `${this.host} was changed by somebody else after the plan was read`)
      case 'reverted':
      case 'stuck':
        this.standing = rest.state
        this.left = rest.left
        throw this.#error('step', rest.failure ?? 'a step failed')
      case 'committed':
      case 'dead':
        throw this.#error('lost', `The runner on ${this.host} ended without a word`)
    }
  }

  #refuseUnplanned(decisions: readonly Decision[]): void {
    const unplanned = decisions.filter((decision) => !this.#planned.has(decision.want.resource.id))
    if (unplanned.length === 0) return
    const names = unplanned.map((decision) => decision.want.resource.id).join(', ')
    throw this.#error('stale', `${names} was as described, and an earlier step of this run changed it`)
  }

  #error(code: 'step' | 'stale' | 'lost', message: string): EvenkeelError {
    return new EvenkeelError(code, message, { host: this.host })
  }
}

/** Where the first want stands that cannot be read yet; the end, if all can. */
function cutAt(wants: readonly Want[], decisions: readonly Decision[], host: string): number {
  const [first] = decisions
  const unreadable = decisions.find((decision) => decision.notYet !== undefined)
  if (unreadable === undefined) return wants.length
  if (unreadable === first)
    throw new EvenkeelError('unsupported', `Cannot read ${unreadable.want.resource.id}: ${unreadable.notYet}`, { host })
  return wants.indexOf(unreadable.want)
}

function idsOf(wants: readonly Want[]): Set<string> {
  return new Set(wants.map((want) => want.resource.id))
}
